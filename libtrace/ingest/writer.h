// The writing thread's work: gathers batches and gives them to the sink in commits that grow with
// the load. It never holds a transaction while it waits. Construct, then call run() on a thread of
// its own.
#pragma once

#include "ingest/batch_queue.h"
#include "ingest/ports.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace trace::ingest {

struct WriterOptions {
  std::size_t max_records = 1000;
  std::chrono::microseconds flush{200'000};
};

class Writer {
 public:
  // `on_written(batches)` runs on the writing thread after each commit; `on_idle` about every 100
  // ms between them. `sink.write` must not throw.
  Writer(BatchQueue& queue, Sink& sink, WriterOptions options,
         std::function<void(std::span<const Batch* const>)> on_written,
         std::function<void()> on_idle);
  // Write until the queue is closed and empty.
  void run();
  // Commit what is there now; from any thread.
  void flush_soon() noexcept { flush_now_ = true; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  void gather(std::unique_ptr<Batch> batch);
  void commit();
  bool is_due() const;

  BatchQueue& queue_;
  Sink& sink_;
  WriterOptions options_;
  std::function<void(std::span<const Batch* const>)> on_written_;
  std::function<void()> on_idle_;
  std::vector<std::unique_ptr<Batch>> held_;
  std::vector<const Batch*> span_;
  std::size_t records_ = 0, bytes_ = 0;
  Time due_, last_urgent_;
  std::atomic<bool> flush_now_ = false;
};

}  // namespace trace::ingest
