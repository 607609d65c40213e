#include "dialects/codex_rollout.h"

#include "dialects/answer.h"
#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

constexpr std::size_t kMaxMessage = 500;

const Value head_of(const Value& object) {
  const auto payload = object["payload"];
  if (!payload.is_object()) return object;  // the oldest files
  return payload["meta"].is_object() ? payload["meta"] : payload;
}

const Value spawn_of(const Value& head) { return head["source"]["subagent"]["thread_spawn"]; }

std::string head_metadata(const Value& head) {
  std::string out;
  json::Writer writer(out);
  const auto add = [&](std::string_view key, const Value& value) {
    if (!value.str().empty()) writer.key(key).string(value.str());
  };
  writer.begin_object().key("agent").string("codex");
  add("version", head["cli_version"]);
  add("originator", head["originator"]);
  add("provider", head["model_provider"]);
  add("git_branch", head["git"]["branch"]);
  add("forked_from", head["forked_from_id"]);
  add("subagent_name", head["agent_nickname"]);
  add("subagent_type", head["agent_role"]);
  writer.end_object();
  return out;
}

std::string_view text_of(const Value& item) {
  const auto content = item["content"];
  if (content.is_string()) return content.str();
  for (auto part = content.first(); part; part = part.next())
    if (!part["text"].str().empty()) return part["text"].str();
  return {};
}

bool is_call(std::string_view type) {
  return type.ends_with("_call") && type != "tool_search_call_output";
}

bool is_refusal(std::string_view output) {
  return output.find("rejected by user") != std::string_view::npos ||
         output.find("denied by user") != std::string_view::npos;
}

// The first window of use that is full; old versions have no windows of their own.
Value full_window(const Value& limits) {
  constexpr double kFull = 100;
  for (const auto key : {"primary", "secondary"})
    if (limits[key]["used_percent"].number().value_or(0) >= kFull) return limits[key];
  for (const auto key : {"primary_used_percent", "secondary_used_percent"})
    if (limits[key].number().value_or(0) >= kFull) return limits[key];
  return {};
}

// What a tool's output says of its process: the old form is JSON in a string.
struct Outcome {
  std::optional<std::int64_t> exit_code, duration_ms;
};

Outcome outcome_of(std::string_view output) {
  Outcome outcome;
  constexpr std::string_view kExit = "Exit code: ";
  json::Document document;
  if (output.starts_with('{') && document.parse(output)) {
    const auto metadata = document.root()["metadata"];
    outcome.exit_code = metadata["exit_code"].i64();
    const auto seconds = metadata["duration_seconds"].number();
    if (seconds && *seconds >= 0 && *seconds < 1e9)
      outcome.duration_ms = static_cast<std::int64_t>(*seconds * 1000);
  } else if (const auto at = output.substr(0, 200).find(kExit); at != std::string_view::npos) {
    const auto digit = output.substr(at + kExit.size(), 1);
    if (!digit.empty()) outcome.exit_code = digit == "0" ? 0 : 1;
  }
  return outcome;
}

}  // namespace

bool CodexRollout::holds(const Value& start) const {
  const auto session = codex_session_of(start);
  if (session == trace_.session()) return true;
  // A fork repeats the heads that its history began with, when it is made.
  const auto at = time_of(start["timestamp"]);
  const bool is_at_once = at && first_at_.v != 0 && at->v / 1'000'000 == first_at_.v / 1'000'000;
  return !origin_.empty() && (session == origin_ || is_at_once);
}

base::UnixMicros CodexRollout::time_of_text(base::UnixMicros arrived) const {
  return last_at_.v == 0 ? arrived : last_at_;
}

std::optional<base::UnixMicros> CodexRollout::own_time(const Value& object) {
  const auto at = time_of(object["timestamp"]);
  if (!at) return at;
  if (first_at_.v == 0) first_at_ = *at;
  last_at_.v = std::max(last_at_.v, at->v);
  return at;
}

void CodexRollout::read_head(const CodexLine& line, ingest::Parsed& out) {
  const auto head = head_of(line.object);
  out.events.front().type = "init";
  if (std::exchange(has_head_, true)) return;  // repeated from another session
  origin_ = head["forked_from_id"].str();
  auto& change = trace_.change(out);
  change.session_id = codex_session_of(line.object);
  change.cwd = head["cwd"].str();
  change.metadata = head_metadata(head);
  const auto parent = spawn_of(head)["parent_thread_id"].str();
  if (!parent.empty()) {
    if (origin_.empty()) origin_ = parent;
    change.parent = trace_id_of("codex", parent);
  }
  if (!origin_.empty()) calls_.replay_from(at_);
  is_of_exec_ = head["originator"].str() == "codex_exec" || head["source"].str() == "exec";
}

// Stands before every call in old files: it is news only when the model is another one.
void CodexRollout::read_context(const CodexLine& line, ingest::Parsed& out) {
  const auto payload = line.object["payload"];
  const auto model = payload["model"].str();
  const bool is_new = !model.empty() && model != calls_.model();
  const bool is_first = calls_.model().empty();
  out.events.front().type = "system.turn_context";
  out.events.front().level = Level::debug;
  calls_.set_model(model, payload["effort"].str());
  calls_.asked(at_);
  if (!is_new) return;
  auto& change = trace_.change(out);
  change.model = model;
  change.cwd = payload["cwd"].str();
  if (is_first) return;
  ingest::Event event = out.events.front();
  event.type = "model_change";
  event.level = Level::info;
  event.part = line.part(payload["model"]);
  out.events.push_back(event);
}

void CodexRollout::read_message(const Value& item, ingest::Parsed& out) {
  auto& event = out.events.front();
  const auto role = item["role"].str();
  const auto text = text_of(item);
  if (role == "assistant") {
    event.type = "assistant";
    calls_.answering();
    if (item["phase"].str() != "commentary" || answer_.empty()) answer_ = text;
  } else if (role == "user") {
    event.type = "user";
    calls_.asked(at_);
    trace_.entitle(typed_part(text), out);
  } else {
    event.type = "system";
  }
}

void CodexRollout::read_call(const Value& item, ingest::Event& event) {
  calls_.answering();
  event.type = "tool_call";
  tool_ = item["name"].str();
  if (tool_.empty()) tool_ = item["type"].str();
  event.tool = tool_;
  event.key = item["call_id"].str();
  if (event.key.empty()) event.key = item["id"].str();
  tools_.called(event.key, tool_, event.at);
}

void CodexRollout::read_output(const CodexLine& line, const Value& item, ingest::Parsed& out) {
  auto& event = out.events.front();
  calls_.asked(at_);
  event.type = "tool_result";
  event.key = item["call_id"].str();
  const auto call = tools_.answered(event.key, event.at);
  tool_ = call ? call->tool : std::string();
  event.tool = tool_;
  if (call) event.duration_ms = call->duration_ms;
  auto output = item["output"];
  if (output.is_object()) output = output["content"];
  const auto outcome = outcome_of(output.str());
  if (outcome.duration_ms) event.duration_ms = outcome.duration_ms;
  if (outcome.exit_code.value_or(0) != 0 || item["output"]["success"].boolean() == false)
    event.level = Level::error;
  if (!is_refusal(output.str())) return;
  ingest::Event denied = event;
  denied.type = "permission_denied";
  denied.level = Level::warn;
  denied.duration_ms.reset();
  denied.part = line.part(item["output"]);
  out.events.push_back(denied);
}

void CodexRollout::read_item(const CodexLine& line, const Value& item, ingest::Parsed& out) {
  const auto type = item["type"].str();
  auto& event = out.events.front();
  if (type == "message") return read_message(item, out);
  if (type.ends_with("_output")) return read_output(line, item, out);
  if (is_call(type)) return read_call(item, event);
  if (type == "reasoning") {
    calls_.answering();
    event.type = "thinking";
  } else if (type.starts_with("compaction")) {
    event.type = "compaction";
  }
}

// `codex exec --json` told of the turn as one request. Where it was recorded too, the calls of the
// rollout stand for it: its own tokens are none. See CodexExec::add_request.
void CodexRollout::cover_turn(const model::Request& call, ingest::Parsed& out) {
  if (!std::exchange(is_new_turn_, false) || !is_of_exec_ || trace_.session().empty()) return;
  model::Request turn;
  turn.id = trace_.session() + "/turn/" + std::to_string(turns_++);
  turn.trace = trace_.id();
  turn.model = call.model;
  turn.provider = call.provider;
  turn.requested_at = call.requested_at;
  turn.tokens.input = turn.tokens.cache_read = turn.tokens.output = 0;
  turn.cost_source = model::CostSource::contained;
  out.after.emplace_back(std::move(turn));
}

void CodexRollout::read_count(const CodexLine& line, ingest::Parsed& out) {
  const auto payload = line.object["payload"];
  auto request = calls_.count(payload, trace_.id(), at_);
  out.events.front().type = "usage";
  out.events.front().level = request ? Level::info : Level::debug;
  const auto full = full_window(payload["rate_limits"]);
  if (full && !std::exchange(is_limited_, true)) {
    ingest::Event limit = out.events.front();
    limit.type = "rate_limit";
    limit.level = Level::warn;
    limit.part = line.part(full);
    out.events.push_back(limit);
  }
  if (!full) is_limited_ = false;
  if (!request) return;
  cover_turn(*request, out);
  out.after.emplace_back(std::move(*request));
}

void CodexRollout::read_failure(const Value& payload, ingest::Event& event) {
  const auto message = payload["message"].str();
  event.type = "error";
  event.level = Level::error;
  auto code = payload["codex_error_info"].str();
  const auto failure = classify_error({code, std::nullopt, message});
  failure_.error_code = failure.code;
  failure_.error_message = one_line(message, kMaxMessage);
  failure_.retryable = failure.retryable;
  last_ = Last::failed;
}

void CodexRollout::read_turn_end(const Value& payload, ingest::Parsed& out) {
  out.events.front().type = "result";
  if (last_ != Last::failed) last_ = Last::turn_done;
  if (const auto text = payload["last_agent_message"].str(); !text.empty()) answer_ = text;
  auto first = calls_.end_turn(counter_of(payload["time_to_first_token_ms"]));
  if (first) out.after.emplace_back(std::move(*first));
}

// Messages stand here a second time, for people to watch: the items are the conversation.
void CodexRollout::read_notice(const CodexLine& line, ingest::Parsed& out) {
  const auto payload = line.object["payload"];
  const auto type = payload["type"].str();
  auto& event = out.events.front();
  type_ = "system.";
  type_ += type;
  event.type = is_word(type, 48) ? std::string_view(type_) : std::string_view("raw");
  if (type == "token_count") return read_count(line, out);
  if (type == "task_complete" || type == "turn_complete") return read_turn_end(payload, out);
  if (type == "error") return read_failure(payload, event);
  if (type == "stream_error" || type == "warning") {
    event.type = type == "warning" ? "system.warning" : "retry";
    event.level = Level::warn;
  } else if (type == "turn_aborted") {
    event.type = "cancel";
    event.level = Level::warn;
    last_ = Last::aborted;
  } else if (type == "context_compacted") {
    event.type = "compaction";
  } else if (type == "task_started" || type == "turn_started" || type == "user_message") {
    calls_.asked(at_);
    last_ = Last::asked;
    is_new_turn_ = true;
    if (type == "user_message")
      trace_.entitle(typed_part(payload["message"].str()), out);
    else
      calls_.begin_turn();
    event.level = Level::debug;
  } else {
    event.level = Level::debug;
  }
}

void CodexRollout::read_line(const CodexLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str();
  auto& event = out.events.front();
  if (begins_codex_session(object)) return read_head(line, out);
  if (!object["payload"].is_object()) return read_item(line, object, out);
  if (type == "turn_context") return read_context(line, out);
  if (type == "response_item") return read_item(line, object["payload"], out);
  if (type == "event_msg") return read_notice(line, out);
  if (type == "compacted") {
    event.type = "compaction";
  } else if (is_word(type, 48)) {
    type_ = "system.";
    type_ += type;
    event.type = type_;
    event.level = Level::debug;
  }
}

void CodexRollout::read(const CodexLine& line, ingest::Parsed& out) {
  const auto at = own_time(line.object);
  at_ = at.value_or(time_of_text(line.arrived));
  trace_.open(at_, out);
  auto& event = out.events.emplace_back();
  event.trace = trace_.id();
  event.type = "raw";
  event.at = at_;
  if (!at) event.flags = model::EventFlag::arrival_time;
  if (line.shift != 0) event.part = line.part(line.object);
  read_line(line, out);
}

// A session that is stored may go on: how it ended so far is a guess.
void CodexRollout::end(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  using enum model::RunStatus;
  const auto ended_at = last_at_.v == 0 ? at : last_at_;
  trace_.open(ended_at, out);
  auto status = eof_status_;
  if (cut && is_live_) status = abandoned;
  if (last_ == Last::aborted) status = canceled;
  if (last_ == Last::failed) status = error;
  auto& end = trace_.end(status, model::Ending::provisional, ended_at, out);
  end.result = answer_json(answer_);
  if (last_ != Last::failed) return;
  end.error_code = failure_.error_code;
  end.error_message = failure_.error_message;
  end.retryable = failure_.retryable;
}

}  // namespace trace::dialects
