// Calls of an API as HTTP logs and batch results write them: the bodies of a request and of its
// response as members of one object, with status and times beside. Pure functions of a parsed
// document.
#pragma once

#include "base/time.h"
#include "json/document.h"

#include <cstdint>
#include <optional>

namespace trace::dialects {

struct ApiEnvelope {
  json::Value request, response;  // bodies; none: not there
  std::optional<std::int64_t> status, duration_ms, ttft_ms;
  std::optional<base::UnixMicros> at;  // when it was written
};

// Take such an object apart; nothing when it is none.
std::optional<ApiEnvelope> open_envelope(const json::Value& object);

// The payload that tells whose API it is: the first one of an array, the response in an envelope,
// else its request, else the value itself.
json::Value api_payload(const json::Value& value);

}  // namespace trace::dialects
