#include "store/segment_workers.h"

#include <algorithm>
#include <utility>

namespace trace::store {
namespace {

constexpr std::size_t kMostWaiting = 8;

}  // namespace

SegmentWorkers::SegmentWorkers(const SegmentQuery& query, std::size_t threads) : query_(query) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
    counters_.push_back({SegmentGroups(query.by().size(), query.parts()), {}, {}});
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this, &counter = counters_[i]] { work(counter); });
}

SegmentWorkers::~SegmentWorkers() { close(); }

void SegmentWorkers::count(const SegmentBytes& bytes, Counter& counter) const {
  query_.columns(bytes, counter.values, counter.columns);
  counter.groups.add(counter.columns);
}

void SegmentWorkers::work(Counter& counter) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const SegmentBytes bytes = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    changed_.notify_all();
    std::exception_ptr failure;
    try {
      count(bytes, counter);
    } catch (...) {
      failure = std::current_exception();  // finish() throws it
    }
    lock.lock();
    if (failure) failure_ = failure;
  }
}

void SegmentWorkers::add(SegmentBytes bytes) {
  if (threads_.empty()) return count(bytes, counters_.front());
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting; });
  waiting_.push_back(std::move(bytes));
  lock.unlock();
  changed_.notify_all();
}

void SegmentWorkers::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<const SegmentGroups*> SegmentWorkers::finish() {
  close();
  if (failure_) std::rethrow_exception(failure_);
  std::vector<const SegmentGroups*> all;
  for (const Counter& counter : counters_) all.push_back(&counter.groups);
  return all;
}

}  // namespace trace::store
