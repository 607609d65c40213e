#include "decode/passages.h"

#include "decode/tool_input.h"

#include <algorithm>
#include <array>
#include <span>

namespace trace::decode {
namespace {

using json::Value;
using Names = std::span<const std::string_view>;

constexpr int kMaxDepth = 10;
constexpr std::array<std::string_view, 12> kCallTypes{
    "tool_use",         "server_tool_use", "mcp_tool_use", "function_call",
    "custom_tool_call", "toolCall",        "tool_call",    "local_shell_call",
    "mcp_tool_call",    "functionCall",    "function",     "mcp_call"};
constexpr std::array<std::string_view, 8> kResultTypes{
    "tool_result",     "function_call_output",      "custom_tool_call_output",
    "toolResult",      "local_shell_call_output",   "web_search_tool_result",
    "mcp_tool_result", "code_execution_tool_result"};
constexpr std::array<std::string_view, 4> kThoughtTypes{"thinking", "reasoning", "agent_reasoning",
                                                        "thought"};
constexpr std::array<std::string_view, 4> kImageTypes{"image", "input_image", "image_url",
                                                      "inlineData"};
constexpr std::array<std::string_view, 4> kToolNames{"name", "tool_name", "toolName", "tool"};
constexpr std::array<std::string_view, 6> kInputs{"input", "arguments", "parameters",
                                                  "args",  "action",    "toolInput"};
constexpr std::array<std::string_view, 6> kResults{"content",     "output",   "result",
                                                   "tool_output", "response", "error"};
constexpr std::array<std::string_view, 6> kTexts{"text",   "thinking", "result",
                                                 "prompt", "summary",  "refusal"};
// Where the value lies that says something, and text where it is one.
constexpr std::array<std::string_view, 15> kNested{
    "message", "item",    "payload",    "content",    "parts",
    "part",    "choices", "candidates", "tool_calls", "response",
    "error",   "data",    "output",     "messages",   "responseParts"};

bool is_one_of(std::string_view word, Names names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

Value first_present(Value object, Names keys) {
  for (const std::string_view key : keys)
    if (const Value value = object[key]; value && !value.is_null()) return value;
  return {};
}

std::string size_text(std::size_t base64_bytes) {
  const std::size_t bytes = base64_bytes / 4 * 3;
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  return std::to_string(bytes / 1024) + " KiB";
}

}  // namespace

std::vector<Passage> PassageReader::read(std::string_view payload) {
  passages_.clear();
  while (!payload.empty() && (payload.back() == '\n' || payload.back() == '\r'))
    payload.remove_suffix(1);
  if (document_.parse(payload)) value(document_.root(), 0);
  return std::move(passages_);
}

void PassageReader::add(PassageKind kind, std::string_view text) {
  if (text.empty()) return;
  Passage passage;
  passage.kind = kind;
  passage.text = text;
  passages_.push_back(std::move(passage));
}

void PassageReader::value(Value value, int depth) {
  if (depth > kMaxDepth) return;
  if (value.is_string()) {
    add(PassageKind::text, value.str());
  } else if (value.is_array()) {
    for (Value part = value.first(); part; part = part.next()) this->value(part, depth + 1);
  } else if (value.is_object()) {
    object(value, depth);
  }
}

void PassageReader::object(Value object, int depth) {
  if (by_type(object, depth)) return;
  const std::size_t before = passages_.size();
  const bool is_thought =
      is_one_of(object["type"].str(), kThoughtTypes) || object["thought"].boolean().value_or(false);
  if (const Value text = first_present(object, kTexts); text.is_string())
    add(is_thought ? PassageKind::thought : PassageKind::text, text.str());
  else if (is_thought && text.is_array())
    for (Value part = text.first(); part; part = part.next())
      add(PassageKind::thought, part["text"].str());
  if (passages_.size() == before) {
    for (const std::string_view key : kNested) {
      value(object[key], depth + 1);
      if (passages_.size() > before && key != "content") break;
    }
  }
  // OpenAI: beside what is said.
  if (object["tool_calls"].is_array() && object["role"].is_string() &&
      object["content"].is_string())
    value(object["tool_calls"], depth + 1);
}

bool PassageReader::by_type(Value object, int depth) {
  const std::string_view type = object["type"].str();
  if (is_one_of(type, kImageTypes) || object["inlineData"].is_object()) {
    image(object);
  } else if (is_one_of(type, kResultTypes)) {
    result(object, depth);
  } else if (object["functionResponse"].is_object()) {
    result(object["functionResponse"], depth);
  } else if (object["functionCall"].is_object()) {
    call(object["functionCall"]);
  } else if (object["function"].is_object()) {
    call(object["function"]);
  } else if (type == "command_execution") {
    call(object);
    if (const auto output = object["aggregated_output"].str(); !output.empty())
      add(PassageKind::result, output);
  } else if (is_one_of(type, kCallTypes)) {
    call(object);
  } else {
    return false;
  }
  return true;
}

void PassageReader::call(Value call) {
  Passage passage;
  passage.kind = PassageKind::call;
  passage.name = first_present(call, kToolNames).str();
  if (passage.name.empty()) passage.name = call["type"].str();
  Value input = first_present(call, kInputs);
  if (!input) input = call;
  // OpenAI: arguments are JSON in a text.
  if (input.is_string() && inner_.parse(input.str()) && inner_.root().is_object())
    input = inner_.root();
  const ToolInput lines = tool_input_lines(input);
  passage.text = lines.text;
  passage.is_diff = lines.is_diff;
  passages_.push_back(std::move(passage));
}

void PassageReader::result(Value result, int depth) {
  const std::size_t before = passages_.size();
  Value said = first_present(result, kResults);
  // Codex: what a command printed, as JSON in a text.
  if (said.str().starts_with("{\"output\":") && inner_.parse(said.str())) said = inner_.root();
  value(said, depth + 1);
  if (passages_.size() == before) passages_.emplace_back();
  for (std::size_t i = before; i < passages_.size(); ++i) {
    if (passages_[i].kind == PassageKind::text) passages_[i].kind = PassageKind::result;
    passages_[i].is_error = result["is_error"].boolean().value_or(false);
  }
}

void PassageReader::image(Value image) {
  Passage passage;
  passage.kind = PassageKind::image;
  Value source =
      first_present(image, std::array<std::string_view, 3>{"source", "inlineData", "image_url"});
  if (!source) source = image;
  passage.name = source["media_type"].str();
  if (passage.name.empty()) passage.name = source["mimeType"].str();
  std::string_view data = source.is_string() ? source.str() : source["data"].str();
  if (data.empty()) data = source["url"].str();
  if (data.starts_with("data:") && data.find(';') != std::string_view::npos)
    passage.name = data.substr(5, data.find(';') - 5);
  passage.text = data.starts_with("http") ? std::string(data) : size_text(data.size());
  passages_.push_back(std::move(passage));
}

}  // namespace trace::decode
