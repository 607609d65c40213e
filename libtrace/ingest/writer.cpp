#include "ingest/writer.h"

#include <algorithm>
#include <utility>

namespace trace::ingest {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kIdle{100};
constexpr std::size_t kMaxHeldBytes = 2 << 20;    // a commit of long lines is small in number
constexpr std::chrono::milliseconds kUrgent{20};  // commits for errors come at most this often

}  // namespace

Writer::Writer(BatchQueue& queue, Sink& sink, WriterOptions options,
               std::function<void(std::span<const Batch* const>)> on_written,
               std::function<void()> on_idle)
    : queue_(queue),
      sink_(sink),
      on_written_(std::move(on_written)),
      on_idle_(std::move(on_idle)),
      max_records_(options.max_records),
      flush_us_(options.flush.count()) {}

void Writer::gather(std::unique_ptr<Batch> batch) {
  const auto now = Clock::now();
  if (held_.empty()) {
    due_ = now + std::chrono::microseconds(flush_us_);
    first_ = queue_.pushed_at();
  }
  if (batch->is_urgent) due_ = std::min(due_, std::max(now, last_urgent_ + kUrgent));
  records_ += batch->records();
  bytes_ += batch->bytes.size();
  held_.push_back(std::move(batch));
}

bool Writer::is_due() const {
  return records_ >= max_records_ || bytes_ >= kMaxHeldBytes || Clock::now() >= due_ ||
         flush_now_.load();
}

void Writer::commit() {
  span_.clear();
  for (const auto& batch : held_) {
    span_.push_back(batch.get());
    if (batch->is_urgent) last_urgent_ = Clock::now();
  }
  sink_.write(span_);
  ++writes_;
  latency_us_ =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - first_).count();
  longest_us_ = std::max<std::int64_t>(longest_us_, latency_us_);
  on_written_(span_);
  for (auto& batch : held_) queue_.recycle(std::move(batch));
  held_.clear();
  records_ = 0;
  bytes_ = 0;
  flush_now_ = false;
}

void Writer::run() {
  for (;;) {
    std::chrono::microseconds wait = kIdle;
    if (!held_.empty())
      wait = std::clamp(std::chrono::duration_cast<std::chrono::microseconds>(due_ - Clock::now()),
                        std::chrono::microseconds{0}, std::chrono::microseconds{kIdle});
    auto batch = queue_.pop(wait);
    const bool was_empty = batch == nullptr;
    if (batch) gather(std::move(batch));
    if (!held_.empty() && (is_due() || queue_.is_drained())) commit();
    if (was_empty) on_idle_();
    if (held_.empty() && queue_.is_drained()) return;
  }
}

}  // namespace trace::ingest
