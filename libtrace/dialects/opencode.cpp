#include "dialects/opencode.h"

#include "dialects/opencode_run.h"
#include "dialects/scalars.h"

#include <array>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

constexpr std::array<std::string_view, 7> kTypes{"step_start", "step_finish", "text", "tool_use",
                                                 "reasoning",  "error",       "done"};

bool is_printed(const Value& root) {
  if (!root["sessionID"].is_string()) return false;
  for (const auto type : kTypes)
    if (root["type"].str() == type) return true;
  return false;
}

bool is_failure(std::string_view reason) {
  return reason == "error" || reason == "content-filter" || reason == "aborted" ||
         reason == "cancelled";
}

}  // namespace

model::Tokens read_opencode_tokens(const Value& tokens) {
  model::Tokens out;
  out.input = counter_of(tokens["input"]);
  out.reasoning = counter_of(tokens["reasoning"]);
  out.output = counter_of(tokens["output"]);
  if (out.output) *out.output += out.reasoning.value_or(0);
  out.cache_read = counter_of(tokens["cache"]["read"]);
  out.cache_write = counter_of(tokens["cache"]["write"]);
  return out;
}

std::optional<base::UnixMicros> OpencodeRun::time_in(const Value& root) const {
  for (const auto& value : {root["timestamp"], root["time"]["created"], root["time"]["start"],
                            root["info"]["time"]["created"], root["state"]["time"]["start"]})
    if (const auto at = time_of(value)) return at;
  return std::nullopt;
}

void OpencodeRun::begin() {
  step_at_.reset();
  is_described_ = false;
  steps_.clear();
  prompts_.clear();
}

void OpencodeRun::read(const Frame& frame, ingest::Parsed& out) {
  if (is_printed(frame.root)) return read_printed(frame, out);
  if (read_stored(frame, out)) return;
  enter(frame.root["sessionID"].str(), frame, out);
  add_event(frame, "raw", out);
}

void OpencodeRun::read_printed(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  enter(frame.root["sessionID"].str(), frame, out);
  if (!std::exchange(is_described_, true))
    run().change(out).metadata = metadata_of({{"agent", "opencode"}});
  if (type == "step_start") {
    step_at_ = known_time(frame);
    step_message_ = frame.root["part"]["messageID"].str();
    go_on();
    add_event(frame, "step_start", out).level = Level::debug;
  } else if (type == "tool_use") {
    read_tool(frame.root["part"], frame, out);
  } else if (type == "step_finish") {
    read_finish(frame, out);
  } else if (type == "error") {
    read_error(frame, out);
  } else if (type == "done") {
    read_done(frame, out);
  } else {
    auto& event = add_event(frame, type == "text" ? "assistant" : "thinking", out);
    event.key = frame.root["part"]["messageID"].str();
    if (type == "text") answer(frame.root["part"]["text"].str());
  }
}

// Printed when it ended: a call and its result in one.
void OpencodeRun::read_tool(const Value& part, const Frame& frame, ingest::Parsed& out) {
  const auto state = part["state"];
  const auto id = part["callID"].str();
  const auto start = time_of(state["time"]["start"]), end = time_of(state["time"]["end"]);
  Frame begun = frame;
  if (start) begun.at = start;
  auto& call = add_part(begun, part, "tool_call", out);
  call_tool(call, id, part["tool"].str(), start);
  const auto status = state["status"].str();
  if (status != "completed" && status != "error") return;
  Frame ended = frame;
  if (end) ended.at = end;
  auto& result = add_part(ended, state, "tool_result", out);
  answer_tool(result, id, end);
  if (status == "error") result.level = Level::error;
}

// A message can have several steps: each is a call of the model.
model::Request OpencodeRun::step_request(const Value& step, std::string_view message,
                                         const Frame& frame) {
  const int count = ++steps_[std::string(message)];
  std::string id(message);
  if (count > 1) id += "/" + std::to_string(count);
  auto r = request(id, frame);
  r.tokens = read_opencode_tokens(step["tokens"]);
  // 0 is a subscription or a price that is not known.
  if (const auto cost = nano_dollars(step["cost"]); cost && *cost > 0) {
    r.cost_nusd = cost;
    r.cost_source = model::CostSource::reported;
  }
  return r;
}

void OpencodeRun::read_finish(const Frame& frame, ingest::Parsed& out) {
  const auto part = frame.root["part"];
  const auto reason = part["reason"].str();
  auto& event = add_event(frame, "usage", out);
  event.key = part["messageID"].str();
  auto r = step_request(part, part["messageID"].str(), frame);
  r.responded_at = frame.at;
  if (step_at_ && frame.at && *step_at_ <= *frame.at) {
    r.requested_at = *step_at_;
    r.duration_ms = (frame.at->v - step_at_->v) / 1000;
    event.duration_ms = r.duration_ms;
  }
  step_at_.reset();
  if (is_failure(reason)) {
    r.status = model::RequestStatus::error;
    say_failure({reason, reason, std::nullopt}, frame);
  } else if (reason == "tool-calls") {
    go_on();
  } else {
    say_end(model::RunStatus::success, frame);
  }
  out.after.emplace_back(std::move(r));
}

void OpencodeRun::read_error(const Frame& frame, ingest::Parsed& out) {
  const auto error = frame.root["error"];
  const auto told = error["data"];
  add_event(frame, "error", out).level = Level::error;
  const auto name = error["name"].str();
  const auto message = told["message"].is_string() ? told["message"].str()
                       : error.is_string()         ? error.str()
                                                   : name;
  say_failure({name == "MessageAbortedError" ? "aborted" : std::string_view{}, message,
               told["statusCode"].i64(), told["isRetryable"].boolean()},
              frame);
  // The step that was begun failed: a call without an answer.
  if (!step_at_) return;
  auto r = request(step_message_ + "/failed", frame);
  r.requested_at = *step_at_;
  r.responded_at = frame.at;
  r.status = model::RequestStatus::error;
  r.status_code = told["statusCode"].i64();
  r.error_message = message;
  step_at_.reset();
  out.after.emplace_back(std::move(r));
}

void OpencodeRun::read_done(const Frame& frame, ingest::Parsed& out) {
  const auto reason = frame.root["reason"].str();
  auto& event = add_event(frame, "result", out);
  const bool failed_before = has_end() && end_state().status != model::RunStatus::success;
  if (is_failure(reason)) {
    event.level = Level::error;
    if (!failed_before) say_failure({reason, reason, std::nullopt}, frame);
  } else if (!failed_before) {
    say_end(model::RunStatus::success, frame);
  }
}

Claim claim_opencode(const Value& value) {
  const bool is_line = is_printed(value) && (value["part"].is_object() || value["error"] ||
                                             value["type"].str() == "done");
  if (is_line) return Claim::certain;
  return opencode_document(value) != OpencodeDocument::none ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_opencode(const ingest::DialectContext& context) {
  return std::make_unique<OpencodeRun>(context);
}

}  // namespace trace::dialects
