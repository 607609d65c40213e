#include "store/replay.h"

#include "digest/blake2b.h"

#include "ingest/spool_dir.h"
#include "ingest/spool_file.h"
#include "ingest/wire.h"
#include "store/breaker.h"

#include <algorithm>
#include <deque>
#include <string_view>
#include <utility>

namespace trace::store {
namespace {

constexpr char kLock[] = "replay.lock";
// What one transaction takes: short enough for others to come between.
constexpr std::size_t kMaxRecords = 2000;
constexpr std::size_t kMaxBytes = std::size_t{4} << 20;

// A folder whose turnstile we hold.
struct Place {
  ingest::SpoolDir dir;
  base::Fd lock;
  bool is_default = false;  // <db>.spool moves with its store: the path in its files may be an old
                            // one
};

struct File {
  const Place* place = nullptr;
  ingest::SpoolEntry entry;
};

template <typename T>
std::string_view bytes_of(const T& v) {
  return {reinterpret_cast<const char*>(&v), sizeof v};
}

// An identity for a row that was given none, the same in every replay.
digest::Hash128 uid_of(const ingest::Batch& batch, const ingest::EventRow& row, std::size_t place) {
  const std::uint64_t index = place;
  digest::Hasher hasher(16);
  if (row.input != ingest::EventRow::kNone) hasher.update(batch.inputs[row.input]);
  if (row.trace != ingest::EventRow::kNone) hasher.update(batch.traces[row.trace]);
  hasher.update(bytes_of(row.n)).update(bytes_of(index)).update(bytes_of(row.at.v));
  return hasher.update(digest::bytes_of(row.leaf)).update(batch.view(row.payload)).finish128();
}

// Any row may be there from a replay that was killed before it removed its file.
void expect_repeats(ingest::Batch& batch) {
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    auto& row = batch.rows[i];
    row.may_repeat = true;
    if (row.uid == digest::Hash128{}) row.uid = uid_of(batch, row, i);
  }
}

class Loader {
 public:
  Loader(const ReplayOptions& options, StoreSink& sink)
      : options_(options), sink_(sink), store_(ingest::store_identity(options.db_path)) {}

  ReplayReport run();

 private:
  void find();
  void load_all();
  void load(const File& file, StoreSink::Replay& replay);
  void forget(const File& file);
  bool read(ingest::SpoolReader& reader);
  void flush();
  void flush_one_by_one();
  void written(const ingest::Batch& batch);

  const ReplayOptions& options_;
  StoreSink& sink_;
  const std::string store_;
  ReplayReport report_;
  std::deque<Place> places_;
  std::vector<File> files_;
  std::vector<ingest::Batch> batches_;  // the first used_ of them wait for flush()
  std::size_t used_ = 0, records_ = 0, bytes_ = 0;
  std::int64_t damaged_ = 0;  // in the file at hand
};

void Loader::find() {
  for (const std::string& path : options_.places) {
    auto dir = ingest::SpoolDir::find(path);
    if (!dir) continue;
    const auto entries = dir->files();
    if (entries.empty()) continue;
    for (const auto& entry : entries) {
      ++report_.waiting_files;
      report_.waiting_bytes += entry.bytes;
    }
    base::Fd lock = dir->lock(kLock);
    if (!lock) continue;  // somebody else is at it
    const bool is_default = path == options_.db_path + ".spool";
    places_.push_back({std::move(*dir), std::move(lock), is_default});
    for (const auto& entry : entries) files_.push_back({&places_.back(), entry});
  }
  std::sort(files_.begin(), files_.end(),
            [](const File& a, const File& b) { return a.entry.name < b.entry.name; });
}

ReplayReport Loader::run() {
  try {
    find();
    if (!files_.empty() && report_.waiting_bytes <= options_.max_bytes) load_all();
  } catch (const base::Failure& failure) {
    report_.stopped = base::Error{failure.code(), failure.what()};
  }
  return report_;
}

void Loader::load_all() {
  StoreSink::Replay replay(sink_);
  sink_.write({});  // the store takes batches, or this throws and our own file stays open
  if (options_.own != nullptr) options_.own->close();
  for (const File& file : files_) load(file, replay);
  const base::SystemClock clock;
  if (report_.files > 0) Breaker(options_.places, clock).succeeded();
}

void Loader::load(const File& file, StoreSink::Replay& replay) {
  const ingest::SpoolDir& dir = file.place->dir;
  base::Fd fd = dir.take(file.entry.name);
  if (!fd) return;
  ingest::SpoolReader reader(std::move(fd));
  if (reader.bytes() == 0) return;  // its writer has just made it
  if (reader.has_header() && !file.place->is_default && reader.header().store != store_) {
    forget(file);  // it waits for another store
    return;
  }
  damaged_ = reader.has_header() ? 0 : 1;
  replay.keep_content(reader.header().keep_content);
  if (!read(reader)) return;
  damaged_ += reader.damaged();
  if (damaged_ > 0)
    dir.set_aside(file.entry.name);
  else
    dir.remove(file.entry.name);
  report_.damaged += damaged_;
  ++report_.files;
  forget(file);
}

void Loader::forget(const File& file) {
  --report_.waiting_files;
  report_.waiting_bytes -= file.entry.bytes;
}

// Write what is in a file. False: a newer version must read it.
bool Loader::read(ingest::SpoolReader& reader) {
  used_ = records_ = bytes_ = 0;
  while (const auto payload = reader.next()) {
    if (used_ == batches_.size()) batches_.emplace_back();
    ingest::Batch& batch = batches_[used_];
    if (const auto status = ingest::decode(*payload, batch); !status) {
      if (status.error().code == base::Errc::schema_too_new) return false;
      ++damaged_;
      continue;
    }
    expect_repeats(batch);
    ++used_;
    records_ += batch.records();
    bytes_ += payload->size();
    if (records_ < kMaxRecords && bytes_ < kMaxBytes) continue;
    flush();
    if (options_.is_over && options_.is_over())
      throw base::Failure(base::Errc::interrupted, "there is no time left for the spool");
  }
  flush();
  return true;
}

void Loader::written(const ingest::Batch& batch) {
  ++report_.batches;
  report_.records += static_cast<std::int64_t>(batch.records());
}

void Loader::flush() {
  if (used_ == 0) return;
  std::vector<const ingest::Batch*> batches;
  for (std::size_t i = 0; i < used_; ++i) batches.push_back(&batches_[i]);
  try {
    sink_.write(batches);
    for (const auto* batch : batches) written(*batch);
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::internal) throw;
    flush_one_by_one();
  }
  used_ = records_ = bytes_ = 0;
}

// A batch that the schema refuses must not keep the others waiting for ever.
void Loader::flush_one_by_one() {
  for (std::size_t i = 0; i < used_; ++i) {
    const ingest::Batch* const batch = &batches_[i];
    try {
      sink_.write({&batch, 1});
      written(*batch);
    } catch (const base::Failure& failure) {
      if (failure.code() != base::Errc::internal) throw;
      ++damaged_;
    }
  }
}

}  // namespace

ReplayReport replay(const ReplayOptions& options, StoreSink& sink) {
  return Loader(options, sink).run();
}

}  // namespace trace::store
