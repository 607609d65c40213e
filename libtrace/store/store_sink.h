// The Sink that is the store: whole batches in one short transaction under the store's lock. What
// write() returns from is durable to the chosen level; when it throws, nothing of it is stored and
// it may be tried again or spooled. One object belongs to one thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"
#include "store/event_table.h"
#include "store/file_table.h"
#include "store/lock.h"
#include "store/names.h"
#include "store/request_table.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/trace_table.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace trace::store {

struct StoreSinkOptions {
  std::string path;
  Durability durability = Durability::full;
  base::DurationMs patience{2000};  // how long the lock is waited for
  bool keep_content = false;        // content of tokens that have no setting
};

// Totals since the sink was opened.
struct StoreCounters {
  std::int64_t events = 0, requests = 0, commits = 0, repeated_lines = 0, duplicate_finishes = 0,
               withheld_contents = 0;
};

class StoreSink final : public ingest::Sink {
 public:
  // Open or create the store. Throws Failure.
  explicit StoreSink(StoreSinkOptions options);
  ~StoreSink() override;

  // Throws Failure: busy, full, io, corrupt, schema_too_new …; the rows are then not in the store.
  void write(std::span<const ingest::Batch* const> batches) override;
  StoreCounters counters() const noexcept;
  // Move what is committed from the write-ahead log into the file, under the lock; best effort.
  void checkpoint() noexcept;
  // While a Replay lives, what is written may be in the store already, line by line and however
  // long ago, and every commit survives a power cut. One at a time.
  class Replay {
   public:
    explicit Replay(StoreSink& sink);
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;
    ~Replay();
    // Go by what the recorder was told that wrote the batches.
    void keep_content(bool keep) noexcept { sink_.options_.keep_content = keep; }

   private:
    StoreSink& sink_;
    bool keep_content_;
  };
  // From now on the same lines may come through several inputs, in any order.
  void expect_copies() noexcept { traces_.expect_copies(true); }
  // Frames that the store had already, by the dialect of the inputs that have ended.
  const std::map<std::string, std::int64_t>& known_frames() const noexcept {
    return events_.known_frames();
  }
  Database& database() noexcept { return db_; }

 private:
  void write_one(const ingest::Batch& batch);
  void bring_back(const ingest::Batch& batch);
  void apply(const ingest::Batch& batch, const ingest::Change& change, base::UnixMicros now);
  void resolve(const ingest::Batch& batch);
  void check_file();
  void forget() noexcept;

  StoreSinkOptions options_;
  Database db_;
  StoreLock lock_;
  Names names_;
  TraceTable traces_;
  EventTable events_;
  RequestTable requests_;
  FileTable files_;
  Statement next_id_, set_next_id_, recorder_, leave_, beat_, has_archives_;
  Resolved resolved_;
  std::int64_t id_ = 0;
  StoreCounters counters_;
  base::SystemClock clock_;
};

}  // namespace trace::store
