// The Sink for when the store takes nothing: batches go to a file in the first place that has room,
// and wait there for a replay (store/replay.h). What write() returns from is durable. One object
// belongs to one thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"
#include "ingest/spool_file.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace trace::ingest {

struct SpoolOptions {
  std::vector<std::string> places;  // spool_places()
  std::string db_path;
  bool keep_content = false;                        // as in StoreSinkOptions; a replay goes by it
  std::int64_t cap = kSpoolCap;                     // bytes, for each place
  SpoolWriter::Sync sync = SpoolWriter::Sync::yes;  // no: survives a killed process only
};

// Totals since the sink was made.
struct SpoolCounters {
  std::int64_t batches = 0, records = 0, bytes = 0;
};

class SpoolSink final : public Sink {
 public:
  // Touches no file.
  explicit SpoolSink(SpoolOptions options);
  ~SpoolSink() override;

  // Throws Failure (full, io …) when all places refuse; nothing of the batches is kept then.
  void write(std::span<const Batch* const> batches) override;
  // Let go of the open file, so that a replay may take it; the next write() begins another one.
  void close() noexcept;
  // Tell whether a file that this sink wrote still waits: new batches must not overtake it.
  bool has_waiting();
  // The file written last, for messages; empty when there was none.
  const std::string& path() const noexcept { return path_; }
  SpoolCounters counters() const noexcept { return counters_; }

 private:
  void append(std::span<const Batch* const> batches);
  void begin(const std::string& place);

  SpoolOptions options_;
  SpoolHeader header_;
  std::string path_;
  std::unique_ptr<SpoolWriter> writer_;
  std::vector<std::string> written_;  // paths of files with records, until they are seen gone
  base::UnixMicros last_;             // of the names
  SpoolCounters counters_;
  base::SystemClock clock_;
};

}  // namespace trace::ingest
