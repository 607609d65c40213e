// The Responses API: its events and whole bodies. Keeps when items began, because the tools that
// run on the other side say nothing of time. One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/api_run.h"
#include "json/document.h"

#include <cstdint>
#include <map>

namespace trace::dialects {

// Tell whether a payload is the body of a response.
bool is_openai_response(const json::Value& payload);

class OpenAiResponses {
 public:
  // Read an event (`response.…`) or a body.
  void read(const json::Value& payload, ApiRun& run);

 private:
  ApiCall& call_of(const json::Value& payload, ApiRun& run);
  void read_event(const json::Value& payload, ApiRun& run);
  void read_end(const json::Value& payload, ApiCall& call, ApiRun& run);
  void read_item_done(const json::Value& payload, ApiCall& call, ApiRun& run);

  std::map<std::int64_t, base::UnixMicros> began_;  // by output_index, of the response that runs
};

}  // namespace trace::dialects
