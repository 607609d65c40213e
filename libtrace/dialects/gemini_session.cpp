#include "dialects/gemini_counts.h"
#include "dialects/gemini_run.h"
#include "dialects/gemini_text.h"
#include "dialects/scalars.h"

#include <algorithm>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_message(const Value& root) {
  const auto type = root["type"].str();
  const bool is_known =
      type == "user" || type == "gemini" || type == "info" || type == "error" || type == "warning";
  return is_known && root["id"].is_string() && root["timestamp"].is_string();
}

// What a rewritten message says with its tools: that they ended.
bool has_ended(std::string_view status) {
  return status == "success" || status == "error" || status == "cancelled";
}

}  // namespace

bool GeminiRun::read_stored(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const bool is_head =
      root["sessionId"].is_string() && (root["projectHash"] || root["messages"].is_array());
  const bool is_patch = root["$set"].is_object() || root["$rewindTo"].is_string();
  if (!is_head && !is_patch && !is_message(root)) return false;
  set_source(Source::storage);
  enter(is_head ? root["sessionId"].str() : std::string_view{}, frame, out);
  if (is_patch) {
    read_patch(frame, out);
  } else if (!is_head) {
    has_messages_ = true;
    read_message(root, frame, out);
  } else {
    add_event(frame, "session", out);
    read_head(root, out);
    read_messages(root["messages"], frame, out);
    if (const auto last = time_of(root["lastUpdated"])) saw(*last);
  }
  return true;
}

void GeminiRun::read_head(const Value& head, ingest::Parsed& out) {
  const auto cwd = head["directories"].first().str();
  auto& change = run().change(out);
  change.cwd = cwd;
  change.metadata = metadata_of({{"agent", "gemini"},
                                 {"project", head["projectHash"].str()},
                                 {"kind", head["kind"].str()},
                                 {"summary", head["summary"].str()}});
}

// What replaces the history was counted when it was said first.
void GeminiRun::read_patch(const Frame& frame, ingest::Parsed& out) {
  const auto set = frame.root["$set"];
  add_event(frame, set ? "update" : "rewind", out);
  if (!set) return;
  const auto messages = set["messages"];
  if (messages.is_array() && !has_messages_) read_messages(messages, frame, out);
  if (const auto last = time_of(set["lastUpdated"])) saw(*last);
  if (set["summary"].is_string() || set["directories"].is_array()) read_head(set, out);
}

void GeminiRun::read_messages(const Value& messages, const Frame& frame, ingest::Parsed& out) {
  for (auto message = messages.first(); message; message = message.next()) {
    has_messages_ = true;
    Frame part = frame;
    part.at = time_of(message["timestamp"]);
    read_message(message, part, out);
  }
}

void GeminiRun::read_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  const auto first = out.events.size();
  if (frame.at) saw(*frame.at);
  if (message["type"].str() == "gemini")
    read_model_message(message, frame, out);
  else
    read_other_message(message, frame, out);
  name_parts(first, message["id"].str(), out);
}

void GeminiRun::read_other_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  const auto type = message["type"].str();
  const bool is_user = type == "user";
  auto& event = add_part(frame, message, is_user ? "user" : "system", out);
  event.key = message["id"].str();
  if (type == "error") {
    event.type = "error";
    event.level = Level::error;
  } else if (type == "warning") {
    event.level = Level::warn;
  }
  if (!is_user) return;
  asked_ = frame.at;
  const auto shown = message["displayContent"];
  ask(gemini_text(shown ? shown : message["content"]), out);
}

void GeminiRun::read_thoughts(const Value& message, const Frame& frame, ingest::Parsed& out) {
  for (auto thought = message["thoughts"].first(); thought; thought = thought.next()) {
    Frame part = frame;
    if (const auto at = time_of(thought["timestamp"])) part.at = at;
    add_part(part, thought, "thinking", out).key = message["id"].str();
  }
}

// A call is written when it was asked for, and again when it ended, with the time of that.
void GeminiRun::read_call(const Value& call, const Frame& frame, ingest::Parsed& out) {
  const auto id = call["id"].str();
  call_tool(add_part(frame, call, "tool_call", out), id, call["name"].str(), frame.at);
  const auto status = call["status"].str();
  const auto result = call["result"];
  if (!has_ended(status) && !result.first()) return;
  Frame part = frame;
  if (const auto at = time_of(call["timestamp"]); at && frame.at && *at > *frame.at) part.at = at;
  auto& event = add_part(part, result.first() ? result : call, "tool_result", out);
  answer_tool(event, id, part.at);
  if (status == "error") event.level = Level::error;
  if (status == "cancelled") event.level = Level::warn;
  if (part.at) {
    saw(*part.at);
    asked_ = std::max(asked_.value_or(*part.at), *part.at);
  }
}

void GeminiRun::read_model_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  use_model(message["model"].str(), out);
  count(message, frame, out);
  asked_ = frame.at;
  read_thoughts(message, frame, out);
  const auto calls = message["toolCalls"];
  const auto text = gemini_text(message["content"]);
  const bool says_text = !text.empty();
  answer(text);
  if (says_text || (!calls.first() && !message["thoughts"].first()))
    add_part(frame, message, "assistant", out).key = message["id"].str();
  for (auto call = calls.first(); call; call = call.next()) read_call(call, frame, out);
}

void GeminiRun::count(const Value& message, const Frame& frame, ingest::Parsed& out) {
  auto r = request(message["id"].str(), frame);
  r.provider = "google";
  r.tokens = read_session_tokens(message["tokens"]);
  if (asked_ && frame.at && *asked_ <= *frame.at) {
    r.requested_at = *asked_;
    r.responded_at = frame.at;
    r.duration_ms = (frame.at->v - asked_->v) / 1000;
    const auto first = time_of(message["thoughts"].first()["timestamp"]);
    if (first && *first >= *asked_) r.ttft_ms = (first->v - asked_->v) / 1000;
  }
  add_content(r, gemini_text(message["content"]), out);
  out.after.emplace_back(std::move(r));
}

}  // namespace trace::dialects
