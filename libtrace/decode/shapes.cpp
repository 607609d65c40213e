#include "decode/shapes.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace trace::decode {
namespace {

using json::Value;
using Names = std::span<const std::string_view>;

constexpr int kMaxDepth = 10;
constexpr int kMaxParts = 8;
constexpr std::size_t kEnough = 1024;  // the caller cuts the line far below

constexpr std::array<std::string_view, 14> kCallTypes{
    "tool_use",     "server_tool_use", "mcp_tool_use", "function_call",       "custom_tool_call",
    "toolCall",     "tool_call",       "tool",         "local_shell_call",    "mcp_tool_call",
    "functionCall", "function",        "mcp_call",     "tool_execution_start"};
constexpr std::array<std::string_view, 9> kResultTypes{
    "tool_result",     "function_call_output",       "custom_tool_call_output",
    "toolResult",      "local_shell_call_output",    "web_search_tool_result",
    "mcp_tool_result", "code_execution_tool_result", "tool_execution_end"};
constexpr std::array<std::string_view, 5> kThoughtTypes{"thinking", "reasoning", "thinking_delta",
                                                        "agent_reasoning", "thought"};
constexpr std::array<std::string_view, 5> kToolNames{"name", "tool_name", "toolName", "tool",
                                                     "server_label"};
constexpr std::array<std::string_view, 9> kInputs{"input", "arguments", "parameters",
                                                  "args",  "action",    "partial_json",
                                                  "state", "function",  "toolInput"};
constexpr std::array<std::string_view, 11> kMainInputs{
    "absolute_path", "command", "cmd",    "file_path", "path",       "pattern",
    "query",         "url",     "prompt", "text",      "description"};
constexpr std::array<std::string_view, 7> kResults{
    "content", "output", "result", "aggregated_output", "tool_output", "response", "error"};
// Where text stands, the surest first.
constexpr std::array<std::string_view, 20> kTexts{
    "text",    "message",       "msg",    "content", "thinking",     "result", "MESSAGE",
    "summary", "error",         "prompt", "command", "refusal",      "reason", "title",
    "delta",   "error_message", "log",    "body",    "partial_json", "query"};
// Where the value lies that says something.
constexpr std::array<std::string_view, 20> kNested{
    "message",       "item",    "payload",    "content",    "parts",    "part",    "delta",
    "content_block", "choices", "candidates", "tool_calls", "response", "error",   "event",
    "data",          "output",  "summary",    "update",     "@fields",  "messages"};

bool is_one_of(std::string_view word, Names names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

std::string_view first_text(Value object, Names keys) {
  for (const std::string_view key : keys) {
    if (const std::string_view text = object[key].str(); !text.empty()) return text;
  }
  return {};
}

Value first_present(Value object, Names keys) {
  for (const std::string_view key : keys) {
    if (const Value value = object[key]; value && !value.is_null()) return value;
  }
  return {};
}

void append_value(std::string& out, Value value, int depth);

// The arguments of a call: the one that matters alone, else all as they are.
void append_input(std::string& out, Value input, int depth) {
  if (input.is_string()) {
    out += input.str();
    return;
  }
  if (const std::string_view main = first_text(input, kMainInputs); !main.empty()) {
    out += main;
  } else if (const Value inner = first_present(input, kInputs); inner && depth < kMaxDepth) {
    append_input(out, inner, depth + 1);
  } else if (input.first()) {
    out += input.raw().substr(0, kEnough);
  }
}

void append_call(std::string& out, Value call, int depth) {
  const Value function = call["function"].is_object() ? call["function"] : call;
  const std::string_view name = first_text(function, kToolNames);
  out += name.empty() ? call["type"].str() : name;
  const std::size_t after_name = out.size();
  out += ": ";
  append_input(out, first_present(function, kInputs), depth);
  if (out.size() == after_name + 2) out.resize(after_name);
}

// Codex: what a command printed and how it ended, as JSON in a text.
bool append_quoted_result(std::string& out, Value said) {
  if (!said.str().starts_with("{\"output\":")) return false;
  json::Document inner;
  if (!inner.parse(said.str()) || !inner.root()["output"].is_string()) return false;
  const auto code = inner.root()["metadata"]["exit_code"].i64();
  if (code.value_or(0) != 0) out += "(exit " + std::to_string(*code) + ") ";
  out += inner.root()["output"].str().substr(0, kEnough);
  return true;
}

void append_result(std::string& out, Value result, int depth) {
  out += result["is_error"].boolean().value_or(false) ? "→ error: " : "→ ";
  const Value said = first_present(result, kResults);
  if (!append_quoted_result(out, said)) append_value(out, said, depth + 1);
}

void append_command(std::string& out, Value item) {
  out += "$ ";
  out += item["command"].str();
  const auto code = item["exit_code"].i64();
  if (code) out += " (exit " + std::to_string(*code) + ")";
  const std::string_view said = item["aggregated_output"].str();
  if (code.value_or(0) == 0 || said.empty()) return;
  out += " → ";
  out += said.substr(0, kEnough);
}

bool is_call(Value object) {
  if (object["function"].is_object()) return true;
  return is_one_of(object["type"].str(), kCallTypes) && !first_text(object, kToolNames).empty();
}

// The shapes that are told by the word in `type`.
bool append_by_type(std::string& out, Value object, int depth) {
  const std::string_view type = object["type"].str();
  if (type == "command_execution") {
    append_command(out, object);
  } else if (type == "image" || type == "input_image" || type == "image_url") {
    out += "[image]";
  } else if (is_one_of(type, kResultTypes)) {
    append_result(out, object, depth);
  } else if (is_call(object)) {
    append_call(out, object, depth);
  } else if (object["functionCall"].is_object()) {
    append_call(out, object["functionCall"], depth);
  } else {
    return false;
  }
  return true;
}

void append_object(std::string& out, Value object, int depth) {
  if (append_by_type(out, object, depth)) return;
  if (is_one_of(object["type"].str(), kThoughtTypes)) out += "(thinking) ";
  if (const std::string_view text = first_text(object, kTexts); !text.empty()) {
    out += text.substr(0, kEnough);
    if (!object["tool_calls"].first()) return;
    out += " · ";
    append_value(out, object["tool_calls"], depth + 1);
    return;
  }
  const std::size_t before = out.size();
  for (const std::string_view key : kNested) {
    const Value inner = object[key];
    if (inner.is_object() || inner.is_array()) append_value(out, inner, depth + 1);
    if (out.size() > before) return;
  }
}

void append_array(std::string& out, Value array, int depth) {
  int parts = 0;
  for (Value part = array.first(); part && parts < kMaxParts && out.size() < kEnough;
       part = part.next()) {
    std::string said;
    append_value(said, part, depth + 1);
    if (said.empty()) continue;
    if (parts++ > 0) out += " · ";
    out += said;
  }
}

void append_value(std::string& out, Value value, int depth) {
  if (depth > kMaxDepth) return;
  if (value.is_string()) {
    out += value.str().substr(0, kEnough);
  } else if (value.is_array()) {
    append_array(out, value, depth);
  } else if (value.is_object()) {
    append_object(out, value, depth);
  }
}

}  // namespace

void describe(std::string& out, Value value) { append_value(out, value, 0); }

}  // namespace trace::decode
