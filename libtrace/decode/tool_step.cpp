#include "decode/tool_step.h"

#include "decode/mend.h"
#include "json/writer.h"

#include <algorithm>
#include <array>
#include <span>

namespace trace::decode {
namespace {

using json::Value;
using Names = std::span<const std::string_view>;

constexpr int kMostDepth = 6;
constexpr std::array<std::string_view, 10> kInputs{"input",     "arguments", "parameters", "args",
                                                   "toolInput", "command",   "action",     "query",
                                                   "changes",   "prompt"};
constexpr std::array<std::string_view, 9> kOutputs{"content", "output",      "aggregated_output",
                                                   "result",  "tool_output", "stdout",
                                                   "error",   "response",    "toolUseResult"};
constexpr std::array<std::string_view, 4> kIds{"call_id", "tool_use_id", "toolCallId", "id"};
constexpr std::array<std::string_view, 4> kTools{"name", "tool_name", "toolName", "tool"};
constexpr std::array<std::string_view, 10> kAround{
    "item",         "payload",  "part",  "message",       "content",
    "functionCall", "function", "state", "responseParts", "functionResponse"};
// What differs between runs that do the same.
constexpr std::array<std::string_view, 12> kOfOneRun{
    "id",   "call_id",   "tool_use_id", "toolUseId", "toolCallId", "uuid",
    "time", "timestamp", "session_id",  "sessionId", "status",     "request_id"};

bool is_one_of(std::string_view word, Names names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

void write(json::Writer& out, Value value, int depth) {
  if (value.is_object() && depth < kMostDepth * 4) {
    out.begin_object();
    for (auto member = value.first(); member; member = member.next()) {
      if (is_one_of(member.key(), kOfOneRun)) continue;
      out.key(member.key());
      write(out, member, depth + 1);
    }
    out.end_object();
  } else if (value.is_array() && depth < kMostDepth * 4) {
    out.begin_array();
    for (auto element = value.first(); element; element = element.next())
      write(out, element, depth + 1);
    out.end_array();
  } else if (value.is_string()) {
    out.string(value.str());
  } else {
    out.raw(value.raw());
  }
}

std::string compact(Value value) {
  if (value.is_string()) return std::string(value.str());
  std::string out;
  json::Writer writer(out);
  if (value) write(writer, value, 0);
  return out;
}

bool says_something(Value value) {
  if (value.is_string()) return !value.str().empty();
  return value && !value.is_null();
}

// The first of the names in the value, or in what lies around it.
Value find(Value value, Names names, int depth) {
  if (value.is_array()) value = value.first();
  if (!value.is_object() || depth > kMostDepth) return {};
  for (const auto name : names)
    if (const Value found = value[name]; says_something(found)) return found;
  for (const auto name : kAround) {
    const Value inner = value[name];
    if (!inner.is_object() && !inner.is_array()) continue;
    if (const Value found = find(inner, names, depth + 1)) return found;
  }
  return {};
}

// The text of parts, one below the other.
void append_text(std::string& out, Value value, int depth) {
  if (depth > kMostDepth) return;
  if (value.is_string()) {
    if (!out.empty()) out += '\n';
    out += value.str();
  } else if (value.is_array()) {
    for (auto part = value.first(); part; part = part.next()) append_text(out, part, depth + 1);
  } else if (value.is_object()) {
    const Value text = value["text"].is_string() ? value["text"] : find(value, kOutputs, depth + 1);
    if (text)
      append_text(out, text, depth + 1);
    else
      out += compact(value);
  } else if (value) {
    out += value.raw();
  }
}

}  // namespace

bool StepReader::parse(std::string_view payload) {
  if (document_.parse(payload)) return true;
  mended_ = mend(payload);
  return static_cast<bool>(document_.parse(mended_));
}

std::string StepReader::input(std::string_view payload) {
  if (!parse(payload)) return std::string(payload);
  const Value root = document_.root();
  const Value found = find(root, kInputs, 0);
  return compact(found ? found : root);
}

std::string StepReader::call_id(std::string_view payload) {
  return parse(payload) ? std::string(find(document_.root(), kIds, 0).str()) : std::string();
}

std::string StepReader::tool(std::string_view payload) {
  return parse(payload) ? std::string(find(document_.root(), kTools, 0).str()) : std::string();
}

std::string StepReader::output(std::string_view payload) {
  if (!parse(payload)) return std::string(payload);
  const Value root = document_.root();
  std::string out;
  const Value found = find(root, kOutputs, 0);
  append_text(out, found ? found : root, 0);
  return out;
}

}  // namespace trace::decode
