#include "dialects/claude_events.h"

#include "dialects/line_text.h"
#include "model/event_row.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

ingest::Slice slice_of(const Value& value, const ClaudeLine& line) {
  return {static_cast<std::uint32_t>(line.shift + value.offset()),
          static_cast<std::uint32_t>(value.raw().size())};
}

bool is_tool_use(std::string_view type) {
  return type == "tool_use" || type == "server_tool_use" || type == "mcp_tool_use";
}

Level rate_limit_level(const Value& object) {
  const auto status = object["rate_limit_info"]["status"].str();
  if (status == "rejected") return Level::error;
  return status == "allowed_warning" ? Level::warn : Level::info;
}

bool is_failure(const Value& result) {
  const auto subtype = result["subtype"].str();
  return result["is_error"].boolean().value_or(false) || (!subtype.empty() && subtype != "success");
}

ingest::Event& add_derived(const Value& part, const ClaudeLine& line, ingest::Parsed& out) {
  ingest::Event derived;
  derived.trace = out.events.front().trace;
  derived.flags = model::EventFlag::arrival_time;
  derived.part = slice_of(part, line);
  return out.events.emplace_back(derived);
}

}  // namespace

void ClaudeEvents::read_tool_result(const Value& block, const ClaudeLine& line,
                                    ingest::Event& event) {
  event.type = "tool_result";
  event.key = block["tool_use_id"].str();
  if (block["is_error"].boolean().value_or(false)) event.level = Level::error;
  const auto found = called_.find(std::string(event.key));
  if (found == called_.end()) return;
  tools_.push_back(std::move(found->second.tool));
  event.tool = tools_.back();
  event.duration_ms = (line.at.v - found->second.at.v) / 1000;
  called_.erase(found);
}

void ClaudeEvents::read_block(const Value& block, const ClaudeLine& line, ingest::Event& event) {
  const auto type = block["type"].str();
  const auto message = line.object["message"];
  event.type = line.object["type"].str() == "user" ? "user" : "assistant";
  event.key = message["id"].str();
  if (type == "thinking" || type == "redacted_thinking") event.type = "thinking";
  if (type.ends_with("tool_result")) return read_tool_result(block, line, event);
  if (!is_tool_use(type)) return;
  event.type = "tool_call";
  event.key = block["id"].str();
  event.tool = block["name"].str();
  if (!event.key.empty())
    called_.try_emplace(std::string(event.key), Called{std::string(event.tool), line.at});
}

void ClaudeEvents::read_blocks(const ClaudeLine& line, ingest::Parsed& out) {
  const auto content = line.object["message"]["content"];
  std::size_t blocks = 0;
  for (auto block = content.first(); block; block = block.next()) ++blocks;
  tools_.reserve(blocks);  // events hold views of them
  auto block = content.is_array() ? content.first() : Value();
  read_block(block, line, out.events.front());
  for (block = block.next(); block; block = block.next())
    read_block(block, line, add_derived(block, line, out));
}

void ClaudeEvents::read_denials(const ClaudeLine& line, ingest::Parsed& out) {
  const auto denials = line.object["permission_denials"];
  if (!denials.is_array()) return;
  for (auto denial = denials.first(); denial; denial = denial.next()) {
    auto& event = add_derived(denial, line, out);
    event.type = "permission_denied";
    event.level = Level::warn;
    event.tool = denial["tool_name"].str();
    event.key = denial["tool_use_id"].str();
  }
}

void ClaudeEvents::read_system(const Value& object, ingest::Event& event) {
  const auto subtype = object["subtype"].str();
  event.type = "system";
  if (subtype == "init") {
    event.type = "init";
  } else if (subtype == "compact_boundary") {
    event.type = "compaction";
  } else if (is_word(subtype, 48)) {
    type_ = "system.";
    type_ += subtype;
    event.type = type_;
  }
  if (subtype.find("error") != std::string_view::npos || object["status"].str() == "failed")
    event.level = Level::error;
}

void ClaudeEvents::read(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out) {
  tools_.clear();
  const auto& object = line.object;
  const auto type = object["type"].str();
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = "raw";
  event.flags = model::EventFlag::arrival_time;
  event.source_id = object["uuid"].str();
  if (line.shift != 0) event.part = slice_of(object, line);
  if (object["error"].is_string() && !object["error"].str().empty()) event.level = Level::error;
  if (type == "system") return read_system(object, event);
  if (type == "assistant" || type == "user") return read_blocks(line, out);
  if (type == "stream_event") {
    event.type = "stream";
    event.level = Level::debug;
  } else if (type == "rate_limit_event") {
    event.type = "rate_limit";
    event.level = rate_limit_level(object);
  } else if (type.starts_with("control_")) {
    event.type = "control";
  } else if (type == "conversation_reset") {
    event.type = type;
  } else if (type == "result") {
    event.type = "result";
    event.level = is_failure(object) ? Level::error : Level::info;
    read_denials(line, out);
  }
}

}  // namespace trace::dialects
