#include "dialects/anthropic_request.h"

#include "dialects/api_text.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

void read_tool_results(const Value& message, ApiRun& run) {
  const auto content = message["content"];
  for (auto block = content.is_array() ? content.first() : Value(); block; block = block.next())
    if (block["type"].str().ends_with("tool_result"))
      run.answer_tool(block, block["tool_use_id"].str(),
                      block["is_error"].boolean().value_or(false));
}

}  // namespace

bool is_anthropic_request(const Value& p) {
  if (!p["model"].is_string() || !p["messages"].is_array()) return false;
  return p["max_tokens"] && !p["id"] && !p["type"] && !p["choices"];
}

void read_anthropic_request(const Value& p, ApiRun& run) {
  ApiQuestion question;
  question.model = p["model"].str();
  question.is_streamed = p["stream"].boolean().value_or(false);
  question.system_prompt = api_text_of(p["system"]);
  for (auto m = p["messages"].first(); m; m = m.next()) {
    auto text = m["role"].str() == "user" ? api_text_of(m["content"]) : std::string();
    if (text.empty()) continue;
    if (question.title.empty()) question.title = text;
    question.prompt = std::move(text);
  }
  if (run.calls().keeps_content()) question.messages = p["messages"].raw();
  run.ask(p, std::move(question));
  for (auto m = p["messages"].first(); m; m = m.next()) read_tool_results(m, run);
}

}  // namespace trace::dialects
