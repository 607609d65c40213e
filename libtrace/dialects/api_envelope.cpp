#include "dialects/api_envelope.h"

#include "dialects/scalars.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace trace::dialects {
namespace {

using json::Value;
using Names = std::initializer_list<std::string_view>;

constexpr std::array<std::string_view, 5> kMethods{"POST", "GET", "PUT", "PATCH", "DELETE"};

Value first_of(const Value& object, Names names) {
  for (const auto name : names)
    if (const auto value = object[name]; value && !value.is_null()) return value;
  return {};
}

bool is_body(const Value& value) { return value.is_object() || value.is_array(); }

std::optional<std::int64_t> status_of(const Value& object) {
  const auto status = first_of(object, {"status_code", "status", "statusCode"}).i64();
  return status && *status >= 100 && *status < 600 ? status : std::nullopt;
}

// The side of an exchange, or the body in it; a status may stand beside the body.
Value body_of(const Value& side, std::optional<std::int64_t>& status) {
  if (!side["body"]) return is_body(side) ? side : Value();
  if (!status) status = status_of(side);
  return is_body(side["body"]) ? side["body"] : Value();
}

bool is_http(const Value& object) {
  const auto method = object["method"].str();
  if (!method.empty()) return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
  return status_of(object) || object["custom_id"].is_string() || object["url"].is_string() ||
         object["path"].is_string() || object["endpoint"].is_string();
}

}  // namespace

std::optional<ApiEnvelope> open_envelope(const Value& object) {
  if (!object.is_object() || object["type"].is_string()) return std::nullopt;
  const auto request = first_of(object, {"request", "request_body", "requestBody", "req"});
  auto response = first_of(object, {"response", "response_body", "responseBody", "res"});
  const auto result = object["result"];
  if (!response && object["custom_id"].is_string())
    response = first_of(result, {"message", "error"});
  if (!is_http(object) && !(is_body(request) && is_body(response))) return std::nullopt;
  ApiEnvelope out;
  out.status = status_of(object);
  std::optional<std::int64_t> none;
  out.request = body_of(request, none);
  out.response = body_of(response, out.status);
  if (!out.request && !out.response) return std::nullopt;
  out.duration_ms =
      counter_of(first_of(object, {"duration_ms", "latency_ms", "elapsed_ms", "durationMs"}));
  out.ttft_ms = counter_of(first_of(object, {"ttft_ms", "time_to_first_token_ms"}));
  out.at = time_of(first_of(object, {"timestamp", "time", "ts", "at", "created_at"}));
  return out;
}

Value api_payload(const Value& value) {
  const auto first = value.is_array() ? value.first() : value;
  const auto envelope = open_envelope(first);
  if (!envelope) return first;
  const auto& inside = envelope->response ? envelope->response : envelope->request;
  return inside.is_array() ? inside.first() : inside;
}

}  // namespace trace::dialects
