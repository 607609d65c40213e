#include "dialects/codex_run.h"

#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "model/event_row.h"

#include <algorithm>
#include <array>

namespace trace::dialects {
namespace {

using json::Value;

// The head of the oldest rollouts is a bare object without a type.
bool is_bare_head(const Value& object) {
  return !object["type"] && object["id"].is_string() && object["timestamp"].is_string() &&
         (object["instructions"] || object["git"]);
}

bool is_rollout_type(std::string_view type) {
  constexpr std::array<std::string_view, 8> kTypes{"session_meta",
                                                   "response_item",
                                                   "event_msg",
                                                   "turn_context",
                                                   "compacted",
                                                   "world_state",
                                                   "inter_agent_communication",
                                                   "inter_agent_communication_metadata"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

const Value meta_of(const Value& object) {
  const auto payload = object["payload"];
  return payload["meta"].is_object() ? payload["meta"] : payload;
}

}  // namespace

bool is_codex_rollout(const Value& object) noexcept {
  if (object["payload"].is_object()) return is_rollout_type(object["type"].str());
  return object["record_type"].str() == "state" || is_bare_head(object);
}

bool is_codex_exec(const Value& object) noexcept {
  const auto type = object["type"].str();
  if (type == "thread.started") return object["thread_id"].is_string();
  if (type == "session.created") return object["session_id"].is_string();
  if (type == "turn.started" || type == "turn.completed" || type == "turn.failed") return true;
  if (type.starts_with("item.")) return object["item"].is_object() || object["item_id"];
  return type.starts_with("thread/") || type.starts_with("turn/");
}

bool begins_codex_session(const Value& object) noexcept {
  const auto type = object["type"].str();
  if (type == "thread.started" || type == "session.created" || type == "session_meta") return true;
  return is_bare_head(object);
}

std::string_view codex_session_of(const Value& object) noexcept {
  const auto type = object["type"].str();
  if (type == "session_meta") return meta_of(object)["id"].str();
  if (type == "session.created") return object["session_id"].str();
  if (is_bare_head(object)) return object["id"].str();
  return object["thread_id"].str();
}

void CodexRun::read_text(const ingest::Line& line, ingest::Parsed& out) {
  const auto at = time_of_text(line.arrived);
  trace_.open(at, out);
  auto& event = add_text_event(line, trace_.id(), out);
  event.at = at;
  if (trimmed(line.bytes).starts_with('#')) {
    event.type = "comment";
    event.level = model::Level::debug;
    return;
  }
  event.flags |= model::EventFlag::not_parsed;
  out.understood = false;
}

}  // namespace trace::dialects
