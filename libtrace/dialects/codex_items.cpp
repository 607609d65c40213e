#include "dialects/codex_items.h"

#include <algorithm>
#include <array>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_tool(std::string_view type) {
  constexpr std::array<std::string_view, 8> kTools{
      "command_execution", "file_change", "mcp_tool_call", "collab_tool_call",
      "web_search",        "todo_list",   "tool_call",     "image_view"};
  return std::find(kTools.begin(), kTools.end(), type) != kTools.end();
}

// What a tool is called: `server.tool` of MCP, else the tool, else the kind of the item.
std::string tool_name(const Value& item) {
  const auto tool = item["tool"].str(), server = item["server"].str();
  if (tool.empty()) return std::string(item["type"].str());
  if (server.empty()) return std::string(tool);
  return std::string(server) + "." + std::string(tool);
}

std::string_view text_of(const Value& item) {
  for (const auto& text : {item["text"], item["content"]["text"], item["content"]})
    if (text.is_string()) return text.str();
  return {};
}

Level level_of_end(const Value& item) {
  const auto status = item["status"].str();
  if (status == "failed" || item["error"].is_object()) return Level::error;
  return status == "declined" ? Level::warn : Level::info;
}

}  // namespace

void CodexItems::begin_process() {
  ++process_;
  calls_ = ToolCalls();
}

void CodexItems::read_message(const Value& item, bool is_whole, ingest::Event& event) {
  const auto type = item["type"].str();
  if (type == "input_text" || item["role"].str() == "user") {
    event.type = "user";
  } else if (type == "reasoning") {
    event.type = "thinking";
  } else if (type == "plan") {
    event.type = "plan";
  } else if (is_whole) {
    event.type = "assistant";
    // A comment on the way is no answer, but the best there is until one comes.
    if (item["phase"].str() != "commentary" || answer_.empty()) answer_ = text_of(item);
  }
}

void CodexItems::end_tool(const CodexLine& line, std::optional<base::UnixMicros> at,
                          ingest::Parsed& out) {
  const auto item = line.object["item"];
  const auto call = calls_.answered(key_, at);
  if (!call) {
    // Some tools say only that they are done: their call is the same line.
    const auto& first = out.events.front();
    auto& result = out.events.emplace_back(ingest::Event(first));
    result.part = line.part(item);
  }
  auto& event = out.events.back();
  event.type = "tool_result";
  event.level = level_of_end(item);
  if (call) event.duration_ms = call->duration_ms;
  if (item["status"].str() != "declined") return;
  auto denied = event;
  denied.type = "permission_denied";
  denied.part = line.part(item);
  denied.duration_ms.reset();
  out.events.push_back(denied);
}

void CodexItems::read_tool(const CodexLine& line, std::optional<base::UnixMicros> at,
                           ingest::Parsed& out) {
  const auto item = line.object["item"];
  const auto type = line.object["type"].str();
  tool_ = tool_name(item);
  auto& event = out.events.front();
  event.type = "tool_call";
  event.tool = tool_;
  if (type == "item.started") {
    calls_.called(key_, tool_, at);
  } else if (type == "item.completed") {
    end_tool(line, at, out);
  } else {
    event.type = "tool_update";
    event.level = Level::debug;
  }
}

void CodexItems::read(const CodexLine& line, std::optional<base::UnixMicros> at,
                      ingest::Parsed& out) {
  const auto item = line.object["item"];
  const auto line_type = line.object["type"].str(), type = item["type"].str();
  auto& event = out.events.front();
  // Ids of items name them within one process only.
  key_ = std::to_string(process_);
  key_ += '/';
  key_ += item["id"].str();
  event.key = item["id"].str().empty() ? std::string_view() : std::string_view(key_);
  if (is_tool(type)) return read_tool(line, at, out);
  const bool is_delta = line_type.ends_with(".delta");
  if (type == "error") {
    // A warning of the agent; what ends a turn stands in lines of its own.
    event.type = "error";
    event.level = Level::warn;
  } else if (is_delta && type != "input_text") {
    event.type = "stream";
    event.level = Level::debug;
  } else if (type == "agent_message" || type == "assistant_message" || type == "reasoning" ||
             type == "plan" || type == "input_text" || type == "user_message") {
    read_message(item, line_type == "item.completed" || type == "input_text", event);
  }
}

}  // namespace trace::dialects
