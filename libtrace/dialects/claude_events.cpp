#include "dialects/claude_events.h"

#include "dialects/line_text.h"
#include "model/event_row.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_tool_use(std::string_view type) {
  return type == "tool_use" || type == "server_tool_use" || type == "mcp_tool_use";
}

Level rate_limit_level(const Value& object) {
  const auto status = object["rate_limit_info"]["status"].str();
  if (status == "rejected") return Level::error;
  return status == "allowed_warning" ? Level::warn : Level::info;
}

// A person or a rule said no: Claude Code tells the model so as the tool's result.
bool is_refusal(std::string_view text) {
  constexpr std::array<std::string_view, 6> kWords{
      "The user doesn't want to proceed with this tool use",
      "The user doesn't want to take this action right now",
      "Permission prompt was aborted",
      "Permission to use ",
      "Claude requested permissions to ",
      "User rejected tool use"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](const auto words) { return text.starts_with(words); });
}

ingest::Event& add_derived(const Value& part, const ClaudeLine& line, ingest::Parsed& out) {
  ingest::Event derived;
  derived.trace = out.events.back().trace;
  derived.flags = out.events.back().flags;
  derived.at = out.events.back().at;
  derived.part = line.part(part);
  return out.events.emplace_back(derived);
}

void read_system(const ClaudeLine& line, ingest::Event& event) {
  const auto& object = line.object;
  const auto subtype = object["subtype"].str();
  event.type = "system";
  if (subtype == "init") {
    event.type = "init";
  } else if (subtype.ends_with("compact_boundary")) {
    event.type = "compaction";
  } else if (subtype == "api_error" || subtype == "api_retry") {
    event.type = "retry";
    event.level = Level::warn;
    return;
  } else if (is_word(subtype, 48)) {
    event.type = line.keep("system." + std::string(subtype));
  }
  if (subtype.find("error") != std::string_view::npos || object["status"].str() == "failed")
    event.level = Level::error;
}

// Records of transcripts that are no messages, by what they are called here.
std::string_view other_type(std::string_view type) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 10> kTypes{Pair{"summary", "summary"},
                                        Pair{"file-history-snapshot", "snapshot"},
                                        Pair{"progress", "progress"},
                                        Pair{"attachment", "attachment"},
                                        Pair{"queue-operation", "queue"},
                                        Pair{"pr-link", "link"},
                                        Pair{"custom-title", "title"},
                                        Pair{"ai-title", "title"},
                                        Pair{"last-prompt", "system.last_prompt"},
                                        Pair{"conversation_reset", "conversation_reset"}};
  for (const auto& [name, means] : kTypes)
    if (name == type) return means;
  return "raw";
}

// What a stream and a transcript both tell.
void mark_told_twice(ingest::Event& event) {
  constexpr std::array<std::string_view, 6> kTypes{"user",      "assistant",   "thinking",
                                                   "tool_call", "tool_result", "permission_denied"};
  if (event.key.empty()) return;
  if (std::find(kTypes.begin(), kTypes.end(), event.type) != kTypes.end())
    event.flags |= model::EventFlag::told_twice;
}

}  // namespace

bool is_failed_result(const Value& result) {
  const auto subtype = result["subtype"].str();
  return result["is_error"].boolean().value_or(false) || (!subtype.empty() && subtype != "success");
}

std::string_view text_of_content(const Value& content) {
  if (content.is_string()) return content.str();
  for (auto part = content.first(); part; part = part.next())
    if (!part["text"].str().empty()) return part["text"].str();
  return {};
}

void ClaudeEvents::read_tool_result(const Value& block, const ClaudeLine& line,
                                    ingest::Parsed& out) {
  auto& event = out.events.back();
  event.type = "tool_result";
  event.key = block["tool_use_id"].str();
  const bool is_error = block["is_error"].boolean().value_or(false);
  if (is_error) event.level = Level::error;
  if (auto call = calls_.answered(event.key, line.known_time())) {
    event.tool = line.keep(std::move(call->tool));
    event.duration_ms = call->duration_ms;
  }
  // The stream tells of refusals at its end; a transcript only here.
  if (!line.is_stored || !is_error || !is_refusal(text_of_content(block["content"]))) return;
  const auto key = event.key, tool = event.tool;
  auto& denied = add_derived(block, line, out);
  denied.type = "permission_denied";
  denied.level = Level::warn;
  denied.key = key;
  denied.tool = tool;
}

void ClaudeEvents::read_block(const Value& block, const ClaudeLine& line, ingest::Parsed& out) {
  const auto type = block["type"].str();
  const auto message = line.object["message"];
  auto& event = out.events.back();
  const bool is_user = line.object["type"].str() == "user" || message["role"].str() == "user";
  event.type = is_user ? "user" : "assistant";
  event.key = message["id"].str();
  if (type == "thinking" || type == "redacted_thinking") event.type = "thinking";
  if (type.ends_with("tool_result")) return read_tool_result(block, line, out);
  if (!is_tool_use(type)) return;
  event.type = "tool_call";
  event.key = block["id"].str();
  event.tool = block["name"].str();
  calls_.called(event.key, event.tool, line.known_time());
}

void ClaudeEvents::read_blocks(const ClaudeLine& line, ingest::Parsed& out) {
  const auto content = line.object["message"]["content"];
  auto block = content.is_array() ? content.first() : Value();
  const auto level = out.events.back().level;
  read_block(block, line, out);
  for (block = block.next(); block; block = block.next()) {
    add_derived(block, line, out).level = level;
    read_block(block, line, out);
  }
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

void ClaudeEvents::read_kind(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str();
  auto& event = out.events.back();
  if (type == "system") return read_system(line, event);
  if (object["isApiErrorMessage"].boolean().value_or(false)) {
    event.type = "error";
    event.level = Level::error;
  } else if (type == "assistant" || type == "user" || (type.empty() && object["message"])) {
    read_blocks(line, out);
  } else if (type == "stream_event") {
    event.type = "stream";
    event.level = Level::debug;
  } else if (type == "rate_limit_event") {
    event.type = "rate_limit";
    event.level = rate_limit_level(object);
  } else if (type.starts_with("control_")) {
    event.type = "control";
  } else if (type == "result") {
    event.type = "result";
    event.level = is_failed_result(object) ? Level::error : Level::info;
    read_denials(line, out);
  } else {
    event.type = other_type(type);
    if (event.type == "progress") event.level = Level::debug;
  }
}

void ClaudeEvents::read(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out) {
  const auto& object = line.object;
  auto& event = out.events.emplace_back();
  event.trace = trace;
  event.type = "raw";
  event.source_id = object["uuid"].str();
  if (line.is_stored || line.has_time) event.at = line.at;
  if (!line.has_time) event.flags = model::EventFlag::arrival_time;
  if (line.is_part) event.part = line.part(object);
  if (object["error"].is_string() && !object["error"].str().empty()) event.level = Level::error;
  const auto first = out.events.size() - 1;
  read_kind(line, out);
  // A prompt has no id of its own but its record's.
  if (out.events[first].type == "user" && out.events[first].key.empty())
    out.events[first].key = out.events[first].source_id;
  for (auto i = first; i < out.events.size(); ++i) mark_told_twice(out.events[i]);
}

}  // namespace trace::dialects
