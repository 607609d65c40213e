#include "dialects/qwen_ledger.h"

#include "dialects/gemini_counts.h"
#include "dialects/scalars.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

bool is_same_call(const model::Request& a, const model::Request& b) {
  const auto& x = a.tokens;
  const auto& y = b.tokens;
  return a.model == b.model && x.input == y.input && x.output == y.output &&
         x.cache_read.value_or(0) == y.cache_read.value_or(0);
}

}  // namespace

void QwenLedger::answered(model::Request& request) {
  const auto found = std::find_if(reported_.begin(), reported_.end(), [&](const model::Request& r) {
    return is_same_call(r, request);
  });
  if (found == reported_.end()) {
    answered_.push_back(request);
    return;
  }
  // Read up to the line of telemetry, the file had told of the call by that line's name.
  request.id = found->id;
  request.duration_ms = found->duration_ms;
  request.status_code = found->status_code;
  if (found->requested_at < request.requested_at) request.requested_at = found->requested_at;
  reported_.erase(found);
}

void QwenLedger::reported(model::Request request) {
  const auto found = std::find_if(answered_.begin(), answered_.end(), [&](const model::Request& r) {
    return is_same_call(r, request);
  });
  if (found != answered_.end())
    answered_.erase(found);
  else
    reported_.push_back(std::move(request));
}

std::list<model::Request> QwenLedger::take_rest() {
  answered_.clear();
  return std::exchange(reported_, {});
}

model::Tokens read_telemetry_tokens(const json::Value& event) {
  GeminiCounts counts;
  counts.prompt = counter_of(event["input_token_count"]);
  counts.candidates = counter_of(event["output_token_count"]);
  counts.cached = counter_of(event["cached_content_token_count"]);
  counts.thoughts = counter_of(event["thoughts_token_count"]);
  counts.tool = counter_of(event["tool_token_count"]);
  counts.total = counter_of(event["total_token_count"]);
  return tokens_of(counts);
}

}  // namespace trace::dialects
