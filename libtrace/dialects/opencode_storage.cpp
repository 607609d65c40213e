#include "dialects/line_text.h"
#include "dialects/opencode_run.h"
#include "dialects/scalars.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

}  // namespace

OpencodeDocument opencode_document(const Value& root) {
  const auto id = root["id"].str();
  const bool in_session = root["sessionID"].is_string();
  if (root["info"].is_object() && root["messages"].is_array()) {
    const auto info = root["info"];
    const bool is_session = info["id"].str().starts_with("ses_");
    return is_session ? OpencodeDocument::exported : OpencodeDocument::none;
  }
  if (in_session && root["messageID"].is_string() && root["type"].is_string() && !id.empty())
    return OpencodeDocument::part;
  if (in_session && root["role"].is_string() && root["time"].is_object() && !id.empty())
    return OpencodeDocument::message;
  const bool is_session = id.starts_with("ses_") && root["time"].is_object();
  return is_session ? OpencodeDocument::session : OpencodeDocument::none;
}

bool OpencodeRun::read_stored(const Frame& frame, ingest::Parsed& out) {
  const auto kind = opencode_document(frame.root);
  if (kind == OpencodeDocument::none) return false;
  set_source(Source::storage);
  const auto& root = frame.root;
  switch (kind) {
    case OpencodeDocument::session:
      enter(root["id"].str(), frame, out);
      add_event(frame, "session", out);
      read_session(root, out);
      break;
    case OpencodeDocument::message:
      enter(root["sessionID"].str(), frame, out);
      read_message(root, frame, out);
      break;
    case OpencodeDocument::part:
      enter(root["sessionID"].str(), frame, out);
      read_part(root, frame, out);
      break;
    case OpencodeDocument::exported:
      enter(root["info"]["id"].str(), frame, out);
      add_event(frame, "session", out);
      read_session(root["info"], out);
      read_export(frame, out);
      break;
    case OpencodeDocument::none:
      break;
  }
  return true;
}

void OpencodeRun::read_session(const Value& session, ingest::Parsed& out) {
  ask(session["title"].str(), out);
  auto& change = run().change(out);
  change.cwd = session["directory"].str();
  if (const auto parent = session["parentID"].str(); !parent.empty())
    change.parent = trace_id_of("opencode", parent);
  change.metadata = metadata_of({{"agent", "opencode"}, {"version", session["version"].str()}});
  if (const auto last = time_of(session["time"]["updated"])) saw(*last);
}

void OpencodeRun::read_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  const auto id = message["id"].str();
  const bool is_user = message["role"].str() == "user";
  auto& event = add_part(frame, message, is_user ? "user" : "assistant", out);
  event.key = id;
  if (is_user) prompts_.emplace(id);
  if (is_user || !message["tokens"]) return;
  use_model(message["modelID"].str(), out);
  if (const auto cwd = message["path"]["cwd"].str(); !cwd.empty()) run().change(out).cwd = cwd;
  auto r = step_request(message, id, frame);
  r.provider = message["providerID"].str();
  r.responded_at = time_of(message["time"]["completed"]);
  if (r.responded_at) {
    saw(*r.responded_at);
    if (frame.at) r.duration_ms = (r.responded_at->v - frame.at->v) / 1000;
    event.duration_ms = r.duration_ms;
  }
  if (const auto error = message["error"]; error.is_object()) {
    event.level = Level::error;
    r.status = error["name"].str() == "MessageAbortedError" ? model::RequestStatus::canceled
                                                            : model::RequestStatus::error;
    r.status_code = error["data"]["statusCode"].i64();
    r.error_message = one_line(error["data"]["message"].str(), 500);
  }
  out.after.emplace_back(std::move(r));
}

// Steps are counted with their message, whose document has the same numbers.
void OpencodeRun::read_part(const Value& part, const Frame& frame, ingest::Parsed& out) {
  const auto type = part["type"].str();
  const auto message = part["messageID"].str();
  if (type == "tool") return read_tool(part, frame, out);
  const bool is_prompt = prompts_.count(std::string(message)) > 0;
  std::string_view name = type.empty() ? std::string_view("raw") : type;
  if (type == "text") name = is_prompt ? "user" : "assistant";
  if (type == "reasoning") name = "thinking";
  if (type == "compaction") name = "compaction";
  if (type == "retry") name = "retry";
  if (type == "step-start") name = "step_start";
  if (type == "step-finish") name = "usage";
  auto& event = add_part(frame, part, name, out);
  event.key = message;
  if (name == "assistant") answer(part["text"].str());
  if (name == "step_start") event.level = Level::debug;
  if (name == "retry") event.level = Level::warn;
  if (const auto end = time_of(part["time"]["end"])) saw(*end);
  if (is_prompt && !part["synthetic"].boolean().value_or(false)) ask(part["text"].str(), out);
}

void OpencodeRun::read_export(const Frame& frame, ingest::Parsed& out) {
  const auto messages = frame.root["messages"];
  for (auto entry = messages.first(); entry; entry = entry.next()) {
    Frame said = frame;
    const auto info = entry["info"];
    said.at = time_in(info);
    if (said.at) saw(*said.at);
    const auto first = out.events.size();
    read_message(info, said, out);
    for (auto part = entry["parts"].first(); part; part = part.next()) {
      Frame piece = said;
      if (const auto at = time_in(part)) piece.at = at;
      read_part(part, piece, out);
    }
    name_parts(first, info["id"].str(), out);
  }
}

}  // namespace trace::dialects
