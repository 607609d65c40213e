// Between the thread that reads and the thread that writes: whole batches, bounded by records and
// by bytes. push() and reuse() belong to the reading thread, pop() and recycle() to the writing
// one; all are safe together.
#pragma once

#include "ingest/batch.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace trace::ingest {

enum class Overflow : std::uint8_t { spool, block, drop };

struct QueueLimits {
  std::size_t max_records = 10'000;
  std::size_t max_bytes = 6 << 20;  // with what is in work beside it: 8 MiB
  Overflow overflow = Overflow::spool;
};

class BatchQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit BatchQueue(QueueLimits limits) : limits_(limits) {}

  // Hand a batch over. Waits while the queue is full. Where the policy is to drop the oldest events
  // that are no errors are shed before, and counted; errors and changes (end states) never are.
  void push(std::unique_ptr<Batch> batch);
  // While push() waits, `look` is called about ten times a second on its thread: to hear signals
  // and to say that we live. It must not push. Set before the first push().
  void while_waiting(std::function<void()> look) { look_ = std::move(look); }
  // An empty batch, used before if there is one.
  std::unique_ptr<Batch> reuse();
  // The next batch, nothing after `wait` or when the queue is closed and empty.
  std::unique_ptr<Batch> pop(std::chrono::microseconds wait);
  // When the batch that was popped last had been pushed. For the writing thread.
  Time pushed_at() const noexcept { return pushed_at_; }
  void recycle(std::unique_ptr<Batch> batch);
  void close();
  bool is_drained() const;

  std::size_t depth() const;  // records that wait
  // Events that were shed since the last call.
  std::uint64_t take_dropped();

 private:
  bool is_full() const noexcept {
    return records_ >= limits_.max_records || bytes_ >= limits_.max_bytes;
  }
  struct Waiting {
    std::unique_ptr<Batch> batch;
    Time at;
  };
  bool shed();
  QueueLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable can_push_, can_pop_;
  std::deque<Waiting> waiting_;
  std::function<void()> look_;
  Time pushed_at_;
  std::vector<std::unique_ptr<Batch>> spare_;
  std::size_t records_ = 0, bytes_ = 0;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

}  // namespace trace::ingest
