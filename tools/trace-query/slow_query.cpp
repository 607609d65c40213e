#include "trace-query/slow_query.h"

#include "trace-query/human_text.h"

#include "base/error.h"

#include <exception>
#include <utility>

namespace trace::tools {

using SteadyClock = std::chrono::steady_clock;

SlowQuery::SlowQuery(const Session& session, std::function<std::string()> plan)
    : session_(session),
      plan_(std::move(plan)),
      start_(SteadyClock::now()),
      exceptions_(std::uncaught_exceptions()) {}

SlowQuery::~SlowQuery() {
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - start_);
  if (took.count() <= 1000 || std::uncaught_exceptions() > exceptions_) return;
  const std::string notice = "this query took " + short_duration(took.count());
  try {
    session_.say_with_plan(notice + "; its plan is", plan_());
  } catch (const base::Failure&) {
    session_.say(notice);
  }
}

}  // namespace trace::tools
