#include "dialects/claude_session.h"

#include "dialects/answer.h"
#include "dialects/claude_prompt.h"
#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

std::string init_metadata(const Value& init) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("agent").string("claude");
  if (const auto version = init["claude_code_version"].str(); !version.empty())
    writer.key("version").string(version);
  if (const auto mode = init["permissionMode"].str(); !mode.empty())
    writer.key("permission_mode").string(mode);
  writer.end_object();
  return out;
}

std::string result_stats(const Value& result) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto key : {"num_turns", "duration_api_ms", "total_cost_usd", "subtype"})
    if (const auto value = result[key]; value && !value.is_null()) writer.key(key).raw(value.raw());
  writer.end_object();
  return out;
}

std::string_view text_of_error(const Value& error) {
  return error.is_object() ? error["message"].str() : error.str();
}

std::string_view error_text(const Value& result) {
  for (const auto& error : {result["error"], result["errors"].first(), result["result"]})
    if (const auto text = text_of_error(error); !text.empty()) return text;
  return result["subtype"].str();
}

std::string_view error_word(const Value& result) {
  const auto error = result["error"];
  for (const auto key : {"type", "code"})
    if (const auto word = error[key].str(); !word.empty()) return word;
  return result["subtype"].str();
}

void describe_failure(const Value& result, model::TraceChange& end) {
  constexpr std::size_t kMaxMessage = 500;
  const auto message = error_text(result);
  const auto failure =
      classify_error({error_word(result), result["api_error_status"].i64(), message});
  end.status = model::RunStatus::error;
  end.error_code = failure.code;
  end.error_message = one_line(message, kMaxMessage);
  end.retryable = failure.retryable;
}

// A call that failed: the agent says so in a message of its own, or that it will try again.
std::optional<ErrorSigns> signs_of_failure(const Value& record) {
  const auto type = record["type"].str(), error = record["error"].str();
  if (record["uuid"].str().empty()) return std::nullopt;
  if (type == "system" && record["subtype"].str() == "api_retry")
    return ErrorSigns{error, record["error_status"].i64(), error};
  if (type != "assistant" || error.empty()) return std::nullopt;
  return ErrorSigns{error, record["api_error_status"].i64(),
                    text_of_content(record["message"]["content"])};
}

bool asks_the_model(std::string_view type) {
  return type == "assistant" || type == "stream_event" || type == "user";
}

}  // namespace

void ClaudeSession::adopt(std::string_view session) {
  trace_ = RunTrace(trace_.id(), session, trace_.is_open());
  ledger_.set_session(session);
}

void ClaudeSession::describe(const Value& init, ingest::Parsed& out) {
  ledger_.set_model(init["model"].str());
  auto& change = trace_.change(out);
  change.session_id = trace_.session();
  change.model = init["model"].str();
  change.cwd = init["cwd"].str();
  change.metadata = init_metadata(init);
}

// The main conversation goes on with another model.
void ClaudeSession::watch_model(const ClaudeLine& line, ingest::Parsed& out) {
  const auto value = line.object["message"]["model"];
  if (value.str().empty() || value.str().starts_with('<') || value.str() == model_) return;
  const bool is_change = !std::exchange(model_, std::string(value.str())).empty();
  if (!is_change) return;
  ingest::Event event = out.events.back();
  event.type = "model_change";
  event.tool = {};
  event.key = {};
  event.level = model::Level::info;
  event.part = line.part(value);
  out.events.push_back(event);
  trace_.change(out).model = value.str();
}

// Calls that start agents, and what is told of agents that have ended.
void ClaudeSession::watch_agents(const ClaudeLine& line, std::string_view trace,
                                 ingest::Parsed& out) {
  const auto& object = line.object;
  const auto content = object["message"]["content"];
  for (auto block = content.first(); block; block = block.next()) {
    const auto type = block["type"].str();
    if (type == "tool_use") agents_.called(block, trace);
    if (type == "tool_result")
      agents_.answered(block["tool_use_id"].str(), block["is_error"].boolean().value_or(false),
                       line.at, out);
  }
  if (object["subtype"].str() == "task_notification")
    agents_.ended(object["tool_use_id"].str(), object["status"].str() == "failed", line.at, out);
}

void ClaudeSession::count(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str(), subtype = object["subtype"].str();
  Turn turn{object["parent_tool_use_id"].str(), trace, line.at, line.known_time().has_value()};
  std::optional<model::Request> request;
  if (type == "user" || subtype == "init") ledger_.hand_over(turn);
  if (type == "conversation_reset") ledger_.reset();
  if (const auto signs = signs_of_failure(object))
    request = ledger_.failed(object["uuid"].str(), *signs, turn);
  if (type == "assistant" && !request) {
    const auto message = object["message"];
    const bool has_id = !message["id"].str().empty();
    const std::string id = has_id || !message["usage"] ? "" : ledger_.nameless(message, turn);
    turn.id = id;
    request = ledger_.message(object, turn);
  }
  if (type == "stream_event") request = ledger_.stream(object["event"], turn);
  if (request) out.after.emplace_back(std::move(*request));
}

void ClaudeSession::take_result(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  for (auto& request : ledger_.result(object, line.at)) out.after.emplace_back(std::move(request));
  auto& end = result_.emplace();
  end.id = trace_.id();
  end.status = model::RunStatus::success;
  end.ended_at = line.at;
  if (is_failed_result(object)) describe_failure(object, end);
  if (const auto duration = counter_of(object["duration_ms"])) {
    duration_ms_ = saturated(duration_ms_, *duration);  // each result tells of its own turn
    end.duration_ms = duration_ms_;
  }
  end.stats = result_stats(object);
  end.result = answer_json(object["result"].str());
  if (object["structured_output"].is_object()) end.result = object["structured_output"].raw();
}

void ClaudeSession::read(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str(), agent = object["parent_tool_use_id"].str();
  trace_.open(line.at, out);
  if (type == "system" && object["subtype"].str() == "init") describe(object, out);
  auto& trace = agent.empty() ? trace_ : agents_.trace_of(agent, trace_, line.at, out);
  if (type == "user") trace.entitle(claude_prompt_of(object), out);
  // A turn began after the result: what that said is not the end.
  if (asks_the_model(type) && agent.empty()) result_.reset();
  events_.read(line, trace.id(), out);
  count(line, trace.id(), out);
  watch_agents(line, trace.id(), out);
  if (agent.empty() && type == "assistant") watch_model(line, out);
  if (type == "result") take_result(line, out);
}

void ClaudeSession::read_text(const ingest::Line& line, ingest::Parsed& out) {
  trace_.open(line.arrived, out);
  add_text_event(line, trace_.id(), out).flags |= model::EventFlag::not_parsed;
  out.understood = false;
}

void ClaudeSession::end(base::UnixMicros at, ingest::Parsed& out) {
  trace_.open(at, out);
  const auto status = is_live_ ? model::RunStatus::abandoned : eof_status_;
  agents_.end(result_ ? *result_->status : status, out);
  if (result_)
    out.after.emplace_back(std::move(*result_));
  else
    trace_.end(status, model::Ending::provisional, at, out);
}

}  // namespace trace::dialects
