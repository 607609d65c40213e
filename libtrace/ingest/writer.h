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
  // Change sizes from the next batch on; from any thread.
  void retune(const WriterOptions& options) noexcept {
    max_records_ = options.max_records;
    flush_us_ = options.flush.count();
  }
  // Writes so far; from hand-over to durable, the last one and the longest. From any thread.
  std::uint64_t writes() const noexcept { return writes_; }
  std::chrono::microseconds latency() const noexcept {
    return std::chrono::microseconds(latency_us_);
  }
  std::chrono::microseconds longest() const noexcept {
    return std::chrono::microseconds(longest_us_);
  }

 private:
  using Time = std::chrono::steady_clock::time_point;
  void gather(std::unique_ptr<Batch> batch);
  void commit();
  bool is_due() const;

  BatchQueue& queue_;
  Sink& sink_;
  std::function<void(std::span<const Batch* const>)> on_written_;
  std::function<void()> on_idle_;
  std::vector<std::unique_ptr<Batch>> held_;
  std::vector<const Batch*> span_;
  std::size_t records_ = 0, bytes_ = 0;
  Time due_, last_urgent_, first_;
  std::atomic<bool> flush_now_ = false;
  std::atomic<std::size_t> max_records_;
  std::atomic<std::int64_t> flush_us_;
  std::atomic<std::int64_t> latency_us_{0}, longest_us_{0};
  std::atomic<std::uint64_t> writes_{0};
};

}  // namespace trace::ingest
