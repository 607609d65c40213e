#include "dialects/openai_request.h"

#include "dialects/api_text.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

bool is_system(std::string_view role) { return role == "system" || role == "developer"; }

void read_message(const Value& message, ApiQuestion& question) {
  const auto role = message["role"].str();
  auto text = api_text_of(message["content"]);
  if (text.empty()) return;
  if (is_system(role)) {
    question.system_prompt += question.system_prompt.empty() ? "" : "\n";
    question.system_prompt += text;
  } else if (role == "user") {
    if (question.title.empty()) question.title = text;
    question.prompt = std::move(text);
  }
}

// What a tool gave back: a message of Chat Completions, or an item of Responses.
void read_tool_answer(const Value& message, ApiRun& run) {
  const auto type = message["type"].str();
  if (message["role"].str() == "tool")
    run.answer_tool(message, message["tool_call_id"].str(), false);
  else if (type.ends_with("_call_output"))
    run.answer_tool(message, message["call_id"].str(), false);
}

}  // namespace

bool is_openai_request(const Value& p) {
  if (!p["model"].is_string() || p["choices"] || p["usage"] || p["output"]) return false;
  if (p["messages"].is_array()) return !p["id"] && !p["session_id"];
  if (p["type"] || p["object"]) return false;
  return p["input"].is_array() || p["input"].is_string() ||
         (p["prompt"].is_string() && (p["max_tokens"] || p["stream"] || p["temperature"]));
}

void read_openai_request(const Value& p, ApiRun& run) {
  ApiQuestion question;
  question.model = p["model"].str();
  question.is_streamed = p["stream"].boolean().value_or(false);
  question.system_prompt = p["instructions"].str();
  const auto messages = p["messages"].is_array() ? p["messages"] : p["input"];
  for (auto m = messages.is_array() ? messages.first() : Value(); m; m = m.next())
    read_message(m, question);
  if (messages.is_string()) question.prompt = messages.str();
  if (p["prompt"].is_string()) question.prompt = p["prompt"].str();
  if (run.calls().keeps_content() && messages.is_array()) question.messages = messages.raw();
  run.ask(p, std::move(question));
  for (auto m = messages.is_array() ? messages.first() : Value(); m; m = m.next())
    read_tool_answer(m, run);
}

}  // namespace trace::dialects
