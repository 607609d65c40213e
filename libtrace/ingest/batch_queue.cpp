#include "ingest/batch_queue.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace trace::ingest {
namespace {

constexpr std::chrono::milliseconds kLook{100};
constexpr std::size_t kMaxSpare = 8;
constexpr std::size_t kBatchBytes = 288 << 10;
constexpr std::size_t kMaxSpareBytes = 1 << 20;  // a batch that held a huge line is not kept

bool may_go(const EventRow& row) {
  return row.is_event && row.level != model::Level::error && row.carrier == EventRow::kNone;
}

// Keep the bytes of the rows and pieces that are left, no others.
void give_back_bytes(Batch& batch) {
  std::string kept;
  const auto keep = [&](Slice& slice) {
    const auto at = static_cast<std::uint32_t>(kept.size());
    kept += batch.view(slice);
    slice.at = at;
  };
  for (auto& row : batch.rows) keep(row.payload);
  for (auto& change : batch.changes)
    if (auto* chunk = std::get_if<Chunk>(&change.body)) keep(chunk->data);
  batch.bytes = std::move(kept);
}

}  // namespace

// Rows that others refer to must keep their places: a batch with parts of frames is left alone.
// False: no batch holds anything that may go.
bool BatchQueue::shed() {
  for (auto& [batch, at] : waiting_) {
    const auto n = std::count_if(batch->rows.begin(), batch->rows.end(), may_go);
    if (n == 0) continue;
    const bool has_parts =
        std::any_of(batch->rows.begin(), batch->rows.end(),
                    [](const EventRow& row) { return row.carrier != EventRow::kNone; });
    if (has_parts) continue;
    records_ -= batch->records();
    bytes_ -= batch->size_in_memory();
    for (auto& change : batch->changes)
      change.before -= static_cast<std::uint32_t>(
          std::count_if(batch->rows.begin(), batch->rows.begin() + change.before, may_go));
    std::erase_if(batch->rows, may_go);
    give_back_bytes(*batch);
    records_ += batch->records();
    bytes_ += batch->size_in_memory();
    dropped_ += static_cast<std::uint64_t>(n);
    return true;
  }
  return false;
}

void BatchQueue::push(std::unique_ptr<Batch> batch) {
  std::unique_lock lock(mutex_);
  while (limits_.overflow == Overflow::drop && is_full() && shed()) {
  }
  const auto has_room = [&] { return !is_full() || closed_; };
  while (!can_push_.wait_for(lock, kLook, has_room)) {
    if (!look_) continue;
    lock.unlock();
    look_();
    lock.lock();
  }
  records_ += batch->records();
  bytes_ += batch->size_in_memory();
  waiting_.push_back({std::move(batch), std::chrono::steady_clock::now()});
  can_pop_.notify_one();
}

std::unique_ptr<Batch> BatchQueue::reuse() {
  const std::lock_guard lock(mutex_);
  if (spare_.empty()) {
    auto batch = std::make_unique<Batch>();
    batch->bytes.reserve(kBatchBytes);  // growing by doubling would take twice as much
    return batch;
  }
  auto batch = std::move(spare_.back());
  spare_.pop_back();
  return batch;
}

std::unique_ptr<Batch> BatchQueue::pop(std::chrono::microseconds wait) {
  std::unique_lock lock(mutex_);
  can_pop_.wait_for(lock, wait, [&] { return !waiting_.empty() || closed_; });
  if (waiting_.empty()) return nullptr;
  auto batch = std::move(waiting_.front().batch);
  pushed_at_ = waiting_.front().at;
  waiting_.pop_front();
  records_ -= batch->records();
  bytes_ -= batch->size_in_memory();
  can_push_.notify_one();
  return batch;
}

void BatchQueue::recycle(std::unique_ptr<Batch> batch) {
  batch->clear();
  if (batch->bytes.capacity() > kMaxSpareBytes) return;
  const std::lock_guard lock(mutex_);
  if (spare_.size() < kMaxSpare) spare_.push_back(std::move(batch));
}

void BatchQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  can_pop_.notify_all();
  can_push_.notify_all();
}

bool BatchQueue::is_drained() const {
  const std::lock_guard lock(mutex_);
  return closed_ && waiting_.empty();
}

std::size_t BatchQueue::depth() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::uint64_t BatchQueue::take_dropped() {
  const std::lock_guard lock(mutex_);
  return std::exchange(dropped_, 0);
}

}  // namespace trace::ingest
