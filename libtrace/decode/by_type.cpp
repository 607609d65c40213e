#include "decode/by_type.h"

#include <array>
#include <span>

namespace trace::decode {
namespace {

using json::Value;
using Names = std::span<const std::string_view>;

constexpr std::size_t kEnough = 1024;
constexpr int kMaxDepth = 12;
constexpr auto kArguments =
    std::to_array<std::string_view>({"args", "arguments", "parameters", "input"});
constexpr auto kMain =
    std::to_array<std::string_view>({"command", "file_path", "filePath", "absolute_path", "path",
                                     "pattern", "query", "url", "prompt", "description"});
constexpr auto kAnswers = std::to_array<std::string_view>(
    {"output", "error", "stdout", "stderr", "content", "text", "value", "message"});

std::string_view first_text(Value object, Names keys) {
  for (const auto key : keys)
    if (const auto text = object[key].str(); !text.empty()) return text;
  return {};
}

void append_call(std::string& out, std::string_view name, Value call) {
  out += name;
  for (const auto key : kArguments) {
    const Value given = call[key];
    const auto main = given.is_string() ? given.str() : first_text(given, kMain);
    const bool says = given.is_string() || given.first();
    if (!says) continue;
    out += ": ";
    out += (main.empty() ? given.raw() : main).substr(0, kEnough);
    return;
  }
}

// `{"name", "args"}` without a word for what it is, or cursor-agent's `{"shellToolCall": {…}}`.
void describe_call(std::string& out, Value payload) {
  const Value call = payload["tool_call"].first();
  if (call.is_object() && payload["tool_call"].is_object()) {
    auto name = call.key();
    if (name.ends_with("ToolCall")) name.remove_suffix(8);
    return append_call(out, name, call);
  }
  if (!payload["type"] && payload["name"].is_string())
    append_call(out, payload["name"].str(), payload);
}

// The first text under a name that answers have, the nearest first.
std::string_view find_answer(Value value, int depth) {
  if (depth > kMaxDepth) return {};
  if (value.is_object())
    if (const auto text = first_text(value, kAnswers); !text.empty()) return text;
  for (Value inner = value.first(); inner; inner = inner.next()) {
    if (!inner.is_object() && !inner.is_array()) continue;
    if (const auto text = find_answer(inner, depth + 1); !text.empty()) return text;
  }
  return {};
}

void append_answer(std::string& out, Value answer) {
  const auto text = find_answer(answer, 0);
  if (text.empty()) return;
  out += "→ ";
  out += text.substr(0, kEnough);
}

// `functionResponse` alone, in a list or as Qwen wraps it, cursor-agent's results, the nodes of VS
// Code.
void describe_result(std::string& out, Value payload) {
  const Value done = payload["tool_call"].first();
  if (payload["tool_call"].is_object() && done["result"]) {
    append_answer(out, done["result"]);
  } else if (payload.is_array() && payload.first()["functionResponse"]) {
    append_answer(out, payload.first()["functionResponse"]["response"]);
  } else if (const Value parts = payload["content"]["responseParts"]; parts) {
    append_answer(out, parts);
  } else if (!payload["type"] && payload["response"].is_object()) {
    append_answer(out, payload["response"]);
  } else if (payload["$mid"]) {
    append_answer(out, payload["content"]);
  }
}

void describe_thought(std::string& out, Value payload) {
  const auto subject = payload["subject"].str();
  if (subject.empty()) return;
  out += "(thinking) ";
  out += subject;
  out += ": ";
  out += payload["description"].str().substr(0, kEnough);
}

void describe_model(std::string& out, Value payload) {
  const Value told = payload["data"].is_object() ? payload["data"] : payload;
  constexpr auto kModels = std::to_array<std::string_view>({"newModel", "modelId", "model"});
  out += first_text(told, kModels);
}

}  // namespace

void describe_as(std::string& out, std::string_view type, Value payload) {
  if (type == "tool_call") return describe_call(out, payload);
  if (type == "tool_result" || type == "permission_denied") return describe_result(out, payload);
  if (type == "thinking") return describe_thought(out, payload);
  if (type == "model_change") return describe_model(out, payload);
}

}  // namespace trace::decode
