// One call of a model API while its answer comes in, and what was asked before it. Plain values,
// not for another thread while a reader fills them.
#pragma once

#include "base/time.h"
#include "dialects/error_code.h"
#include "model/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::dialects {

// The body of a request, as far as it is kept.
struct ApiQuestion {
  base::UnixMicros at;
  std::int64_t bytes = 0;
  std::string model, system_prompt, messages, prompt;  // messages: JSON array text
  std::string title;                                   // the first prompt of the conversation
  std::optional<bool> is_streamed;
};

struct ApiCall {
  model::Request request;
  std::string stop_reason, service_tier;
  std::string answer;                   // its text
  std::vector<std::string> tool_calls;  // ids that were shown already
  std::optional<ApiQuestion> question;  // what it answers
  std::optional<ErrorClass> failure;
  bool has_model = false;     // the answer named it
  bool is_anonymous = false;  // the vendor gave no id
  bool is_made = false;       // the source said when
  bool is_finished = false;   // it said why it stopped, or failed
  bool has_begun = false;     // a piece of the answer came
  bool is_due = false;        // says more than what was reported of it
};

}  // namespace trace::dialects
