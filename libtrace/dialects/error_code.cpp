#include "dialects/error_code.h"

#include <array>
#include <cctype>
#include <span>
#include <string>

namespace trace::dialects {
namespace {

constexpr ErrorClass kPermission{"permission_denied", false};
constexpr ErrorClass kUnavailable{"provider_unavailable", true};
constexpr ErrorClass kRateLimited{"rate_limited", true};
constexpr ErrorClass kQuota{"quota_exceeded", false};
constexpr ErrorClass kContext{"context_overflow", false};
constexpr ErrorClass kTimeout{"timeout", true};
constexpr ErrorClass kCanceled{"canceled", false};
constexpr ErrorClass kCrashed{"crashed", false};
constexpr ErrorClass kMaxTurns{"max_turns", false};
constexpr ErrorClass kBudget{"budget_exceeded", false};
constexpr ErrorClass kAuthentication{"authentication_failed", false};
constexpr ErrorClass kInvalid{"invalid_request", false};
constexpr ErrorClass kNotFound{"not_found", false};
constexpr ErrorClass kNetwork{"network_error", true};
constexpr ErrorClass kOutputLimit{"output_limit", false};
constexpr ErrorClass kRefused{"content_refused", false};
constexpr ErrorClass kOutput{"invalid_output", true};
constexpr ErrorClass kFailed{"failed", false};

struct Sign {
  std::string_view words;  // lower case
  ErrorClass means;
};

// Codes are compared whole, so that `error` in a longer one proves nothing.
constexpr auto kCodes = std::to_array<Sign>({
    {"error_max_turns", kMaxTurns},
    {"max_turns", kMaxTurns},
    {"error_max_budget_usd", kBudget},
    {"budget_exceeded", kBudget},
    {"error_max_structured_output_retries", kOutput},
    {"rate_limit_error", kRateLimited},
    {"rate_limit", kRateLimited},
    {"rate_limit_exceeded", kRateLimited},
    {"too_many_requests", kRateLimited},
    {"overloaded_error", kUnavailable},
    {"overloaded", kUnavailable},
    {"api_error", kUnavailable},
    {"server_error", kUnavailable},
    {"internal_server_error", kUnavailable},
    {"service_unavailable", kUnavailable},
    {"authentication_error", kAuthentication},
    {"authentication_failed", kAuthentication},
    {"invalid_api_key", kAuthentication},
    {"oauth_org_not_allowed", kAuthentication},
    {"permission_error", kPermission},
    {"permission_denied", kPermission},
    {"billing_error", kQuota},
    {"insufficient_quota", kQuota},
    {"quota_exceeded", kQuota},
    {"context_length_exceeded", kContext},
    {"request_too_large", kContext},
    {"invalid_request_error", kInvalid},
    {"invalid_request", kInvalid},
    {"not_found_error", kNotFound},
    {"model_not_found", kNotFound},
    {"timeout_error", kTimeout},
    {"timeout", kTimeout},
    {"max_output_tokens", kOutputLimit},
    {"content_filter", kRefused},
    {"canceled", kCanceled},
    {"cancelled", kCanceled},
    {"interrupted", kCanceled},
    {"aborted", kCanceled},
    {"econnreset", kNetwork},
    {"econnrefused", kNetwork},
    {"enotfound", kNetwork},
    {"etimedout", kTimeout},
});

// What says more stands before what says less: `usage limit` before `rate limit` before `429`.
constexpr auto kPhrases = std::to_array<Sign>({
    {"prompt is too long", kContext},
    {"context length", kContext},
    {"context window", kContext},
    {"maximum context", kContext},
    {"too many tokens", kContext},
    {"credit balance", kQuota},
    {"usage limit", kQuota},
    {"insufficient_quota", kQuota},
    {"exceeded your current quota", kQuota},
    {"quota exceeded", kQuota},
    {"weekly limit", kQuota},
    {"rate limit", kRateLimited},
    {"rate_limit", kRateLimited},
    {"too many requests", kRateLimited},
    {"overloaded", kUnavailable},
    {"service unavailable", kUnavailable},
    {"internal server error", kUnavailable},
    {"bad gateway", kUnavailable},
    {"invalid api key", kAuthentication},
    {"invalid x-api-key", kAuthentication},
    {"authentication", kAuthentication},
    {"unauthorized", kAuthentication},
    {"please run /login", kAuthentication},
    {"token has expired", kAuthentication},
    {"permission denied", kPermission},
    {"permission to use", kPermission},
    {"forbidden", kPermission},
    {"operation not permitted", kPermission},
    {"maximum number of turns", kMaxTurns},
    {"max turns", kMaxTurns},
    {"maximum budget", kBudget},
    {"max budget", kBudget},
    {"output token maximum", kOutputLimit},
    {"request timed out", kTimeout},
    {"timed out", kTimeout},
    {"timeout", kTimeout},
    {"interrupted by user", kCanceled},
    {"aborted by user", kCanceled},
    {"request was aborted", kCanceled},
    {"cancelled", kCanceled},
    {"canceled", kCanceled},
    {"connection error", kNetwork},
    {"connection refused", kNetwork},
    {"connection reset", kNetwork},
    {"fetch failed", kNetwork},
    {"econnre", kNetwork},
    {"enotfound", kNetwork},
    {"socket hang up", kNetwork},
    {"segmentation fault", kCrashed},
    {"out of memory", kCrashed},
    {"core dumped", kCrashed},
    {"process exited with code", kCrashed},
    {"terminated by signal", kCrashed},
    {"usage policy", kRefused},
    {"content filter", kRefused},
    {"model not found", kNotFound},
    {"invalid_request_error", kInvalid},
    {"invalid request", kInvalid},
});

std::string lower(std::string_view text) {
  std::string out(text.substr(0, 2000));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::optional<ErrorClass> of_code(std::string_view code) {
  for (const auto& sign : kCodes)
    if (sign.words == code) return sign.means;
  return std::nullopt;
}

std::optional<ErrorClass> of_message(std::string_view message) {
  for (const auto& sign : kPhrases)
    if (message.find(sign.words) != std::string_view::npos) return sign.means;
  return std::nullopt;
}

std::optional<ErrorClass> of_status(std::int64_t status) {
  switch (status) {
    case 400:
    case 422:
      return kInvalid;
    case 401:
      return kAuthentication;
    case 402:
      return kQuota;
    case 403:
      return kPermission;
    case 404:
      return kNotFound;
    case 408:
      return kTimeout;
    case 413:
      return kContext;
    case 429:
      return kRateLimited;
    case 499:
      return kCanceled;
    case 504:
      return kTimeout;
    default:
      break;
  }
  if (status >= 500 && status < 600) return kUnavailable;
  return status >= 400 && status < 500 ? std::optional(kInvalid) : std::nullopt;
}

bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// The status in `API Error: 529 …`, `status code 503`, `HTTP 429`.
std::optional<std::int64_t> status_in(std::string_view message) {
  for (const std::string_view before :
       {"api error: ", "status code ", "status: ", "http ", "error "}) {
    const auto found = message.find(before);
    if (found == std::string_view::npos) continue;
    const auto at = found + before.size();
    if (!is_digit(message, at) || !is_digit(message, at + 1) || !is_digit(message, at + 2))
      continue;
    if (is_digit(message, at + 3)) continue;
    return (message[at] - '0') * 100 + (message[at + 1] - '0') * 10 + (message[at + 2] - '0');
  }
  return std::nullopt;
}

}  // namespace

ErrorClass classify_error(const ErrorSigns& signs) {
  if (const auto found = of_code(lower(signs.code))) return *found;
  const std::string message = lower(signs.message);
  const auto by_words = of_message(message);
  const auto status = signs.http_status ? signs.http_status : status_in(message);
  const auto by_status = status ? of_status(*status) : std::nullopt;
  // A status of several meanings (400: too long, 429: out of credit) is told apart by the words.
  const bool is_vague = status && (*status == 400 || *status == 403 || *status == 429);
  if (by_status && !(is_vague && by_words)) return *by_status;
  return by_words.value_or(kFailed);
}

}  // namespace trace::dialects
