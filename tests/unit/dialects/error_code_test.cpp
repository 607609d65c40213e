#include "dialects/error_code.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

struct Labelled {
  ErrorSigns signs;
  std::string_view code;
  bool retryable;
};

const std::vector<Labelled> kLabelled{
    {{"error_max_turns", {}, ""}, "max_turns", false},
    {{"error_max_budget_usd", {}, ""}, "budget_exceeded", false},
    {{"error_max_structured_output_retries", {}, ""}, "invalid_output", true},
    {{"rate_limit_error", {}, ""}, "rate_limited", true},
    {{"RATE_LIMIT_EXCEEDED", {}, ""}, "rate_limited", true},
    {{"overloaded_error", {}, ""}, "provider_unavailable", true},
    {{"api_error", {}, ""}, "provider_unavailable", true},
    {{"authentication_error", {}, ""}, "authentication_failed", false},
    {{"permission_error", {}, ""}, "permission_denied", false},
    {{"billing_error", {}, ""}, "quota_exceeded", false},
    {{"insufficient_quota", 429, ""}, "quota_exceeded", false},
    {{"context_length_exceeded", 400, ""}, "context_overflow", false},
    {{"invalid_request_error", {}, ""}, "invalid_request", false},
    {{"not_found_error", {}, ""}, "not_found", false},
    {{"timeout_error", {}, ""}, "timeout", true},
    {{"interrupted", {}, ""}, "canceled", false},
    {{"ECONNRESET", {}, ""}, "network_error", true},
    {{"success", 400, ""}, "invalid_request", false},
    {{"success", 401, "no"}, "authentication_failed", false},
    {{"success", 402, ""}, "quota_exceeded", false},
    {{"success", 403, ""}, "permission_denied", false},
    {{"success", 404, ""}, "not_found", false},
    {{"success", 408, ""}, "timeout", true},
    {{"success", 413, ""}, "context_overflow", false},
    {{"success", 418, ""}, "invalid_request", false},
    {{"success", 429, ""}, "rate_limited", true},
    {{"success", 499, ""}, "canceled", false},
    {{"success", 500, ""}, "provider_unavailable", true},
    {{"success", 503, ""}, "provider_unavailable", true},
    {{"success", 504, ""}, "timeout", true},
    {{"success", 529, "Overloaded"}, "provider_unavailable", true},
    {{"success", 400, "Prompt is too long"}, "context_overflow", false},
    {{"success", 400, "Your credit balance is too low"}, "quota_exceeded", false},
    {{"success", 429, "You have hit your usage limit"}, "quota_exceeded", false},
    {{"error", {}, "Rate limit exceeded. Please try again in 60 seconds."}, "rate_limited", true},
    {{"error", {}, "Permission denied"}, "permission_denied", false},
    {{"error_during_execution", {}, "Permission denied: cannot write"}, "permission_denied", false},
    {{"error_during_execution", {}, "Invalid API key · Please run /login"},
     "authentication_failed",
     false},
    {{"error_during_execution", {}, "API Error: 529 {}"}, "provider_unavailable", true},
    {{"error_during_execution", {}, "API Error: 500 something"}, "provider_unavailable", true},
    {{"error_during_execution", {}, "request failed with status code 503"},
     "provider_unavailable",
     true},
    {{"error_during_execution", {}, "Request timed out."}, "timeout", true},
    {{"error_during_execution", {}, "Request was aborted."}, "canceled", false},
    {{"error_during_execution", {}, "[Request interrupted by user]"}, "canceled", false},
    {{"error_during_execution", {}, "connect ECONNREFUSED 127.0.0.1:443"}, "network_error", true},
    {{"error_during_execution", {}, "TypeError: fetch failed"}, "network_error", true},
    {{"error_during_execution", {}, "Claude Code process exited with code 1"}, "crashed", false},
    {{"error_during_execution", {}, "Segmentation fault (core dumped)"}, "crashed", false},
    {{"error_during_execution", {}, "Reached maximum number of turns (5)"}, "max_turns", false},
    {{"error_during_execution", {}, "input length exceeds the context window"},
     "context_overflow",
     false},
    {{"error_during_execution", {}, ""}, "failed", false},
    {{"", {}, "something odd"}, "failed", false},
    {{"", {}, "HTTP 4290 items"}, "failed", false},
};

TEST(ErrorCode, LabelledFailuresGetTheirNames) {
  for (const auto& [signs, code, retryable] : kLabelled) {
    const auto found = classify_error(signs);
    EXPECT_EQ(found.code, code) << signs.code << " | " << signs.message;
    EXPECT_EQ(found.retryable, retryable) << signs.code << " | " << signs.message;
  }
}

}  // namespace
}  // namespace trace::dialects
