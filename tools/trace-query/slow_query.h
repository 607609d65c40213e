// Says on stderr, with the plan, that a query took over a second. For the main thread.
#pragma once

#include "trace-query/session.h"

#include <chrono>
#include <functional>
#include <string>

namespace trace::tools {

// Watches from its construction to its end; says nothing when it is left by an exception.
class SlowQuery {
 public:
  SlowQuery(const Session& session, std::function<std::string()> plan);
  SlowQuery(const SlowQuery&) = delete;
  SlowQuery& operator=(const SlowQuery&) = delete;
  ~SlowQuery();

 private:
  const Session& session_;
  std::function<std::string()> plan_;
  std::chrono::steady_clock::time_point start_;
  int exceptions_;
};

}  // namespace trace::tools
