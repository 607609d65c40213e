// The model calls of one qwen-code session, each counted once: an assistant line and a line of
// telemetry speak of the same call when their totals agree. What only telemetry tells of (titles,
// summaries, sub-agents) are calls too. One object belongs to one session and thread.
#pragma once

#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <list>
#include <optional>
#include <string_view>

namespace trace::dialects {

class QwenLedger {
 public:
  // An assistant line: what telemetry knew of its call is added to the request, which gets the name
  // that telemetry gave it.
  void answered(model::Request& request);
  // `request` is a telemetry line's call; kept until an assistant line tells of the same one.
  void reported(model::Request request);
  // The calls that no assistant line told of.
  std::list<model::Request> take_rest();

 private:
  std::list<model::Request> answered_, reported_;
};

// Read the counters of `uiEvent` (input_token_count …).
model::Tokens read_telemetry_tokens(const json::Value& event);

}  // namespace trace::dialects
