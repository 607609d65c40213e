#include "dialects/codex_exec.h"

#include "dialects/answer.h"
#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "model/event_row.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

constexpr std::size_t kMaxMessage = 500;

std::string_view message_of(const Value& object) {
  for (const auto& text : {object["error"]["message"], object["error"], object["message"]})
    if (!text.str().empty()) return text.str();
  return {};
}

ErrorSigns signs_of(const Value& object) {
  const auto error = object["error"];
  auto code = error["code"].str();
  if (code.empty()) code = error["type"].str();
  auto status = error["status"].i64();
  if (!status) status = error["status_code"].i64();
  return {code, status, message_of(object)};
}

// Codex tells of every attempt to reach the model again as an error.
bool is_retry(std::string_view message) {
  return message.starts_with("Reconnecting") || message.find("retrying") != std::string_view::npos;
}

}  // namespace

bool CodexExec::holds(const Value& start) const {
  return codex_session_of(start) == trace_.session();
}

void CodexExec::read_thread(const CodexLine& line, ingest::Parsed& out) {
  items_.begin_process();
  turn_ = Turn::none;
  running_.reset();
  auto& change = trace_.change(out);
  change.session_id = codex_session_of(line.object);
  change.metadata = R"({"agent":"codex"})";
  if (const auto model = line.object["model"].str(); !model.empty()) change.model = model_ = model;
  if (const auto cwd = line.object["cwd"].str(); !cwd.empty()) change.cwd = cwd;
}

void CodexExec::read_usage(const Value& object) {
  const auto now = read_codex_usage(object["usage"]);
  const auto grown = read_codex_usage(object["delta"]);
  if (total_of(now) > 0)
    running_ = now;
  else
    running_ = sum_of(running_.value_or(total_), grown);
}

// Usage on the line that ends a turn is the thread's total; without one, what lines before said.
CodexUsage CodexExec::used(const Value& object) {
  auto now = read_codex_usage(object["usage"]);
  if (now == CodexUsage()) now = std::exchange(running_, std::nullopt).value_or(CodexUsage());
  running_.reset();
  if (now == CodexUsage()) return now;
  return since(now, std::exchange(total_, now));
}

void CodexExec::fail(const Value& object, model::Request& request) {
  const auto signs = signs_of(object);
  const auto failure = classify_error(signs);
  failure_.error_code = failure.code;
  failure_.error_message = one_line(signs.message, kMaxMessage);
  failure_.retryable = failure.retryable;
  request.status = failure.code == "quota_exceeded" ? model::RequestStatus::quota_exceeded
                                                    : model::RequestStatus::error;
  request.status_code = signs.http_status;
  request.error_message = failure_.error_message;
}

void CodexExec::add_request(model::Request request, const CodexLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto turn = object["turn_id"].str();
  request.id = trace_.session().empty() ? trace_.id() : trace_.session();
  request.id += "/turn/";
  request.id += turn.empty() ? std::to_string(turns_) : std::string(turn);
  request.trace = trace_.id();
  request.model = model_.empty() ? "unknown" : model_;
  request.provider = "openai";
  const auto began = time_of(object["started_at"]), ended = time_of(object["completed_at"]);
  request.requested_at = began.value_or(turn_began_.v == 0 ? line.arrived : turn_began_);
  if (ended || is_live_) request.responded_at = ended.value_or(line.arrived);
  request.duration_ms = counter_of(object["duration_ms"]);
  request.ttft_ms = counter_of(object["time_to_first_token_ms"]);
  out.after.emplace_back(std::move(request));
  ++turns_;
}

void CodexExec::end_turn(const CodexLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  auto& event = out.events.front();
  event.type = "result";
  model::Request request;
  request.tokens = tokens_of(used(object));
  const bool failed = object["type"].str() == "turn.failed" || object["error"].is_object() ||
                      object["status"].str() == "failed";
  turn_ = failed ? Turn::failed : Turn::done;
  if (failed) {
    event.level = Level::error;
    fail(object, request);
  }
  if (const auto text = object["final_response"]["text"].str(); !text.empty()) answer_ = text;
  add_request(std::move(request), line, out);
}

// What ends a run is told twice at times: by this and by the turn that failed.
void CodexExec::read_error(const CodexLine& line, ingest::Parsed& out) {
  auto& event = out.events.front();
  event.level = Level::error;
  event.type = "error";
  if (is_retry(message_of(line.object))) {
    event.type = "retry";
    event.level = Level::warn;
    return;
  }
  if (turn_ == Turn::failed) return;
  model::Request ignored;
  fail(line.object, ignored);
  if (turn_ != Turn::open) turn_ = Turn::failed;
}

void CodexExec::read_event(const CodexLine& line, ingest::Parsed& out) {
  const auto type = line.object["type"].str();
  auto& event = out.events.front();
  if (type == "thread.started" || type == "session.created") {
    event.type = "init";
    read_thread(line, out);
  } else if (type == "turn.started") {
    event.type = "system.turn_started";
    turn_ = Turn::open;
    turn_began_ = line.arrived;
    failure_ = {};
  } else if (type == "turn.completed" || type == "turn.failed") {
    end_turn(line, out);
  } else if (type == "error") {
    read_error(line, out);
  } else if (type == "thread/tokenUsage/updated") {
    event.type = "usage";
    read_usage(line.object);
  } else if (type.find("compact") != std::string_view::npos) {
    event.type = "compaction";
  } else if (type == "tool.call.required") {
    event.type = "tool_call";
    event.tool = line.object["tool_name"].str();
  } else if (line.object["item"].is_object()) {
    items_.read(line, is_live_ ? std::optional(line.arrived) : std::nullopt, out);
    if (out.events.front().type == "user")
      trace_.entitle(line.object["item"]["content"].str(), out);
  } else if (type.starts_with("turn") || type.starts_with("thread") || type.starts_with("item.")) {
    event.type = "system";
  }
}

void CodexExec::read(const CodexLine& line, ingest::Parsed& out) {
  trace_.open(line.arrived, out);
  auto& event = out.events.emplace_back();
  event.trace = trace_.id();
  event.type = "raw";
  event.flags = model::EventFlag::arrival_time;
  if (line.shift != 0) event.part = line.part(line.object);
  read_event(line, out);
}

void CodexExec::describe_end(model::TraceChange& end) const {
  end.error_code = failure_.error_code;
  end.error_message = failure_.error_message;
  end.retryable = failure_.retryable;
}

// An interrupted turn prints nothing at its end.
void CodexExec::end(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  trace_.open(at, out);
  const bool failed =
      turn_ == Turn::failed || (turn_ == Turn::open && !failure_.error_code.empty());
  const bool is_cut = cut || turn_ == Turn::open || (turn_ == Turn::none && turns_ == 0);
  using enum model::RunStatus;
  const auto status = failed ? error : is_cut && is_live_ ? abandoned : eof_status_;
  const bool is_told = failed || turn_ == Turn::done;
  auto& end =
      trace_.end(status, is_told ? model::Ending::reported : model::Ending::provisional, at, out);
  if (failed) describe_end(end);
  end.result = answer_json(answer_.empty() ? items_.answer() : answer_);
}

}  // namespace trace::dialects
