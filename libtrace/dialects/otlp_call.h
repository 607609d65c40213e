// What GenAI attributes, new and old, tell of one operation: its kind, and for a call of a model
// the request and what was said. Free functions; views live as long as the documents.
#pragma once

#include "dialects/otlp_attributes.h"
#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::dialects {

enum class OtlpOperation : std::uint8_t { other, model_call, tool, agent };

// Tell what a span or a log record does. `name`: the span's, which begins with the operation.
OtlpOperation otlp_operation(const OtlpAttributes& attributes, std::string_view name);

// Read what the attributes tell of a call: model, provider, counters, times to the first token.
model::Request read_otlp_call(const OtlpAttributes& attributes);

// Read what was said. `inner` is parsed again: messages may be JSON in a text.
model::Content read_otlp_content(const OtlpAttributes& attributes, json::Document& inner);

// The first words of a person that the attributes hold.
std::string otlp_prompt(const OtlpAttributes& attributes, json::Document& inner);

// The last words of the model that the attributes hold.
std::string otlp_answer(const OtlpAttributes& attributes, json::Document& inner);

// Why the operation failed; empty members where nothing is said. `status`: of the span.
struct OtlpFailure {
  std::string_view code, message;
  std::optional<std::int64_t> http_status;
  bool has_failed = false;
};
OtlpFailure otlp_failure(const OtlpAttributes& attributes, const json::Value& status);

}  // namespace trace::dialects
