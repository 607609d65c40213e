// The counters that a recording writes for --metrics and --status-file.
#include "trace-record/recording.h"
#include "trace-record/recording_parts.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/message.h"

namespace trace::tools {

using Steady = std::chrono::steady_clock;

void Recording::write_metrics() {
  for (const auto* path : {&options_.delivery.metrics, &options_.delivery.status_file}) {
    if (path->empty()) continue;
    try {
      base::AtomicFile file(*path);
      base::write_all(file.fd(), metrics_json(), path->c_str());
      file.commit();
    } catch (const base::Failure& failure) {
      cli::print_message("trace-record", failure.what());
    }
  }
}

cli::ProgressCount Recording::progress() const {
  cli::ProgressCount out;
  for (const auto& stream : streams_) {
    out.rows += stream.feed->counters().lines;
    out.bytes += stream.feed->counters().bytes;
  }
  return out;
}

void Recording::remember_end(const model::TraceChange& change) {
  const bool is_first = first_trace_.empty() || change.id == first_trace_;
  if (is_first && change.status && model::is_end(*change.status))
    ended_ = {change.status, change.error_code, {}};
}

// One line that a log can be searched for.
void Recording::say_how_it_ended() const {
  if (!options_.messages.verbose || !ended_.status) return;
  const auto code = ended_.error_code.empty() ? "none" : ended_.error_code;
  cli::print_message("trace-record", "trace_id=" + first_trace_ +
                                         " status=" + std::string(model::name(*ended_.status)) +
                                         " error=" + code);
}

std::string Recording::metrics_json() const {
  MetricsNow m;
  for (const auto& stream : streams_) {
    const auto& c = stream.feed->counters();
    m.lines += c.lines;
    m.bytes += c.bytes;
    m.events += c.events;
    m.rejected += c.rejected;
    m.sanitized += c.sanitized;
  }
  m.trace = first_trace_;
  m.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - started_);
  m.queue_depth = queue_.depth();
  m.dropped = dropped_;
  m.stored = delivery_.counters().stored;
  m.spooled = delivery_.counters().spooled;
  m.lost = delivery_.counters().lost;
  m.store = is_finished_ ? delivery_.store_counters() : store::StoreCounters{};
  m.commits = is_finished_ ? m.store.commits : static_cast<std::int64_t>(writer_.writes());
  m.latency = std::chrono::duration_cast<std::chrono::milliseconds>(writer_.latency());
  m.longest = std::chrono::duration_cast<std::chrono::milliseconds>(writer_.longest());
  m.at = clock_.now();
  m.is_finished = is_finished_;
  return to_json(m);
}

}  // namespace trace::tools
