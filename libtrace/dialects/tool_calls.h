// The tools that were called and have not answered yet: a result names its call only by an id, and
// does not say which tool it was or how long it took. Belongs to one session and thread.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::dialects {

struct AnsweredCall {
  std::string tool;
  std::optional<std::int64_t> duration_ms;  // empty: one of the times is not known
};

class ToolCalls {
 public:
  // A tool was called; `at`: when, if that is known. The first call of an id counts.
  void called(std::string_view id, std::string_view tool, std::optional<base::UnixMicros> at);
  // Its result came; nothing when the call was not seen or was answered before.
  std::optional<AnsweredCall> answered(std::string_view id, std::optional<base::UnixMicros> at);
  bool has_open() const noexcept { return !open_.empty(); }

 private:
  struct Open {
    std::string tool;
    std::optional<base::UnixMicros> at;
  };
  std::unordered_map<std::string, Open> open_;
};

}  // namespace trace::dialects
