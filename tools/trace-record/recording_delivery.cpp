// A recording and its delivery: what was written is acknowledged, what was lost is recorded, and a
// signal hurries or renews it.
#include "trace-record/recording.h"
#include "trace-record/recording_parts.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/message.h"

#include <algorithm>
#include <fcntl.h>

namespace trace::tools {

using Steady = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kMetricsEvery{5};

}  // namespace

// A gap is recorded when what comes is kept again: what says so must not be lost, too.
void Recording::note_losses() {
  if (!delivery_.is_kept()) return;
  const auto tell = [&](const std::string& text) {
    streams_.front().feed->note("gap", model::Level::warn, text, clock_.now());
  };
  if (const auto dropped = queue_.take_dropped(); dropped > 0) {
    dropped_ += dropped;
    tell(std::to_string(dropped) + " events were dropped: the store is slower than the input");
  }
  const std::uint64_t lost = delivery_.counters().lost;
  if (lost > told_lost_)
    tell(std::to_string(lost - told_lost_) + " records were lost: no place took them");
  told_lost_ = lost;
}

void Recording::after_write(std::span<const ingest::Batch* const> batches) {
  std::uint64_t line = 0;
  for (const auto* batch : batches) line = std::max(line, batch->last_line);
  if (options_.delivery.ack && line > acked_ && delivery_.is_kept() &&
      options_.delivery.durability != DurabilityLevel::memory)
    acknowledge(line);
}

void Recording::acknowledge(std::uint64_t line) {
  std::string out;
  const bool each = *options_.delivery.ack == AckMode::line;
  const char* where = delivery_.is_spooling() ? "spool" : "db";
  for (auto n = each ? acked_ + 1 : line; n <= line; ++n)
    out += "{\"ack\":{\"lines\":" + std::to_string(n) + ",\"dst\":\"" + where + "\"}}\n";
  acked_ = line;
  if (ack_broken_) return;
  try {
    base::write_all(static_cast<int>(options_.delivery.ack_fd), out, "acknowledgements");
  } catch (const base::Failure&) {
    ack_broken_ = true;  // nobody listens; the records are safe all the same
  }
}

void Recording::write_metrics_now_and_then() {
  if (Steady::now() - last_metrics_ < kMetricsEvery) return;
  last_metrics_ = Steady::now();
  write_metrics();
}

void Recording::flush() {
  maker_.hand_over();
  writer_.flush_soon();
  write_metrics();
}

void Recording::hurry(std::chrono::seconds in) { delivery_.hurry(Steady::now() + in); }

void Recording::while_waiting(std::function<void()> look) {
  queue_.while_waiting([this, look = std::move(look)] {
    write_metrics_now_and_then();
    look();
  });
}

void Recording::renew() {
  maker_.hand_over();
  auto sanitizer = sanitizer_of(options_, environment_);  // throws before anything is changed
  if (!options_.input.rejects.empty())
    rejects_ = base::open_file(options_.input.rejects, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (sanitizer && sanitizer_)
    *sanitizer_ = std::move(*sanitizer);  // in its place: it is referred to
  rules_.max_events = options_.keep.max_events;
  rules_.max_payload = options_.keep.max_payload;
  writer_.retune(writer_options_of(options_));
  writer_.flush_soon();
  delivery_.reopen();
  write_metrics();
}

}  // namespace trace::tools
