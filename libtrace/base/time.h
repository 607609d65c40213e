// Points and spans of time as types of their own: a bare int64_t for time is an error.
// No zones and no calendar here (see calendar/). Plain values: safe on any thread.
#pragma once

#include <compare>
#include <cstdint>

namespace trace::base {

// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
struct UnixMicros {
  std::int64_t v = 0;
  auto operator<=>(const UnixMicros&) const = default;
};

struct DurationMs {
  std::int64_t v = 0;
  auto operator<=>(const DurationMs&) const = default;
};

// Where "now" comes from. Implementations are safe on any thread.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  virtual UnixMicros now() const = 0;
};

// The system's real-time clock.
class SystemClock final : public Clock {
 public:
  UnixMicros now() const override;
};

// Always the same point: for tests and under SOURCE_DATE_EPOCH.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(UnixMicros at) : at_(at) {}
  UnixMicros now() const override { return at_; }

 private:
  UnixMicros at_;
};

}  // namespace trace::base
