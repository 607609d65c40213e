// One spool file: batches that wait for the store, each with a checksum under a seed that only the
// file knows, so that neither a damaged record nor one that somebody planted in a payload is taken
// for a record. The writer holds a lock on the file while it lives. Not for where the files lie
// (spool_dir.h). An object belongs to one thread.
#pragma once

#include "base/fd.h"
#include "base/time.h"
#include "ingest/batch.h"
#include "ingest/spool_dir.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace::ingest {

// The most bytes that all files of one folder hold together.
constexpr std::int64_t kSpoolCap = std::int64_t{1} << 30;

// What all records of a file have in common.
struct SpoolHeader {
  std::string store;          // store_identity() of where they belong
  bool keep_content = false;  // StoreSinkOptions::keep_content of their recorder
};

class SpoolWriter {
 public:
  // Make a file named after `at` in the folder `place`. Throws Failure.
  SpoolWriter(const std::string& place, const SpoolHeader& header, base::UnixMicros at);
  SpoolWriter(const SpoolWriter&) = delete;
  SpoolWriter& operator=(const SpoolWriter&) = delete;
  // Lets go of the file; one without records is removed.
  ~SpoolWriter();

  // Write all batches or none; with `sync` they are on the disk afterwards. Throws Failure: full
  // (also beyond `cap`), io.
  enum class Sync : std::uint8_t { no, yes };
  void append(std::span<const Batch* const> batches, Sync sync, std::int64_t cap = kSpoolCap);
  std::string path() const { return dir_.path() + "/" + name_; }
  std::int64_t bytes() const noexcept { return size_; }

 private:
  void add_record(const Batch& batch);
  void check_room(std::int64_t more, std::int64_t cap) const;

  SpoolDir dir_;
  std::string name_;
  base::Fd fd_;
  std::uint64_t seed_ = 0;
  std::int64_t size_ = 0;
  bool has_records_ = false;
  std::string buffer_;
};

class SpoolReader {
 public:
  // Read the header. The file stays locked as long as the reader lives. Throws Failure io.
  explicit SpoolReader(base::Fd fd);

  // False: this is no spool file, or its header is damaged beyond use.
  bool has_header() const noexcept { return has_header_; }
  std::int64_t bytes() const noexcept { return size_; }
  const SpoolHeader& header() const noexcept { return header_; }
  // The payload of the next complete record, or nothing at the end; valid until the next call.
  // Damaged ones are passed over, a torn one at the end is the end. Throws Failure io.
  std::optional<std::string_view> next();
  // Stretches of damaged bytes so far; each was one record or more.
  std::int64_t damaged() const noexcept { return damaged_; }

 private:
  bool read_header(std::int64_t at);
  bool resync();
  bool read(std::int64_t at, std::size_t size, std::string& out) const;

  base::Fd fd_;
  std::int64_t size_ = 0, at_ = 0;
  std::uint64_t seed_ = 0;
  bool has_header_ = false;
  SpoolHeader header_;
  std::string buffer_;
  std::int64_t damaged_ = 0;
};

}  // namespace trace::ingest
