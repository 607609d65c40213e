#include "dialects/log_trace.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {

std::string_view LogTrace::open(const ingest::Line& line, std::optional<base::UnixMicros> at,
                                ingest::Parsed& out) {
  constexpr std::int64_t kStale = 600'000'000;
  if (at && line.arrived.v - at->v > kStale) is_recorded_ = true;
  if (at) last_at_ = std::max(last_at_.value_or(*at), *at);
  return trace_.open(is_recorded_ ? at.value_or(line.arrived) : line.arrived, out);
}

void LogTrace::set_host(std::string_view host, ingest::Parsed& out) {
  if (host.empty() || std::exchange(has_host_, true)) return;
  model::TraceChange change;
  change.id = trace_.id();
  change.host = host;
  out.before.emplace_back(std::move(change));
}

void LogTrace::end(base::UnixMicros at, ingest::Parsed& out) {
  const auto when = is_recorded_ ? last_at_.value_or(at) : at;
  trace_.open(when, out);
  trace_.end(when, out);
}

}  // namespace trace::dialects
