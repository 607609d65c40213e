// Expressions of time as users type them.
#include "calendar/time_expression.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  trace::calendar::TimeContext context;
  context.now = {1'800'000'000'000'000};
  context.zone = "UTC";
  static_cast<void>(
      trace::calendar::parse_time({reinterpret_cast<const char*>(data), size}, context));
  return 0;
}
