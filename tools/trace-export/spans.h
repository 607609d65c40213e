// From when to when each step of a trace lasted: what the event says, else until the last line of
// the same call or message came. Filled by a first pass. One thread.
#pragma once

#include "base/time.h"
#include "model/event_row.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace trace::tools {

struct Span {
  base::UnixMicros from;
  std::int64_t took_us = 0;
};

class Spans {
 public:
  // See an event of the first pass.
  void add(const model::EventRow& event);
  // Return the span of an event of the second pass.
  Span of(const model::EventRow& event) const;
  // When the first and the last event came; nothing without events.
  std::optional<base::UnixMicros> first() const { return first_; }
  std::optional<base::UnixMicros> last() const { return last_; }

 private:
  static constexpr std::size_t kMostCalls = 200'000;  // memory stays flat: later ones have no bar
  struct Call {
    std::int64_t seq = 0;  // of its first line
    base::UnixMicros from, to;
  };
  std::unordered_map<std::int64_t, Call> calls_;
  std::optional<base::UnixMicros> first_, last_;
};

}  // namespace trace::tools
