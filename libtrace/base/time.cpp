#include "base/time.h"

#include <ctime>

namespace trace::base {

UnixMicros SystemClock::now() const {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return {static_cast<std::int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1000};
}

}  // namespace trace::base
