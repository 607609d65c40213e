#include "trace-export/spans.h"

#include <algorithm>

namespace trace::tools {

void Spans::add(const model::EventRow& event) {
  first_ = first_ ? std::min(*first_, event.at) : event.at;
  last_ = last_ ? std::max(*last_, event.at) : event.at;
  if (!event.key) return;
  const auto found = calls_.find(*event.key);
  if (found != calls_.end())
    found->second.to = std::max(found->second.to, event.at);
  else if (calls_.size() < kMostCalls)
    calls_.emplace(*event.key, Call{event.seq, event.at, event.at});
}

// An event that says how long it took is written when it is over.
Span Spans::of(const model::EventRow& event) const {
  if (event.duration_ms)
    return {{event.at.v - *event.duration_ms * 1000}, *event.duration_ms * 1000};
  if (!event.key) return {event.at, 0};
  const auto found = calls_.find(*event.key);
  if (found == calls_.end() || found->second.seq != event.seq) return {event.at, 0};
  return {event.at, std::max<std::int64_t>(0, found->second.to.v - event.at.v)};
}

}  // namespace trace::tools
