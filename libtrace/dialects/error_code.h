// Why a run or a call failed, as one word of a small vocabulary: from the vendor's own code, the
// HTTP status and the words of the message, in this order. Pure functions: safe on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::dialects {

// What a source says about a failure; empty where it says nothing.
struct ErrorSigns {
  std::string_view code;  // subtype, `error.type`, `error.code` …
  std::optional<std::int64_t> http_status;
  std::string_view message;
};

struct ErrorClass {
  std::string_view
      code;  // a literal: permission_denied, rate_limited, timeout, …; `failed` at last
  bool retryable = false;
};

// Name the failure.
ErrorClass classify_error(const ErrorSigns& signs);

}  // namespace trace::dialects
