#include "dialects/pi.h"

#include "dialects/line_text.h"
#include "dialects/pi_run.h"
#include "dialects/scalars.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

std::string text_of(const Value& content) {
  if (content.is_string()) return std::string(content.str());
  std::string out;
  for (auto block = content.first(); block; block = block.next()) {
    if (block["type"].str() != "text") continue;
    if (!out.empty()) out += '\n';
    out += block["text"].str();
  }
  return out;
}

model::Tokens tokens_of(const Value& usage) {
  model::Tokens out;
  out.input = counter_of(usage["input"]);
  out.output = counter_of(usage["output"]);
  out.cache_read = counter_of(usage["cacheRead"]);
  out.cache_write = counter_of(usage["cacheWrite"]);
  out.reasoning = counter_of(usage["reasoning"]);
  return out;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const auto w : words)
    if (w == word) return true;
  return false;
}

}  // namespace

// An answer names the time at which it was asked for.
std::optional<base::UnixMicros> PiRun::time_in(const Value& root) const {
  if (const auto at = time_of(root["timestamp"])) return at;
  const auto message = root["message"];
  const bool is_answer = message["role"].str() == "assistant";
  return is_answer && is_live() ? std::nullopt : time_of(message["timestamp"]);
}

void PiRun::begin() {
  begun_.reset();
  ttft_ms_.reset();
  stop_.clear();
  trouble_.clear();
  answered_.clear();
  calls_ = 0;
}

void PiRun::read(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  if (type == "session") return read_head(frame, out);
  enter({}, frame, out);
  if (type == "message") {
    set_source(Source::storage);
    return read_message(frame, true, out);
  }
  if (type == "message_end") return read_message(frame, false, out);
  if (read_turn(frame, out) || read_tool(frame, out) || read_upkeep(frame, out)) return;
  add_event(frame, "raw", out).source_id = frame.root["id"].str();
}

void PiRun::read_head(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  enter(root["id"].str(), frame, out);
  auto& change = run().change(out);
  change.cwd = root["cwd"].str();
  change.metadata = metadata_of({{"agent", "pi"},
                                 {"version", root["version"].raw()},
                                 {"branched_from", root["branchedFrom"].str()},
                                 {"parent_session", root["parentSession"].str()}});
  add_event(frame, "session", out);
}

bool PiRun::read_turn(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  if (type == "agent_start") {
    go_on();
    add_event(frame, "init", out);
  } else if (type == "agent_end") {
    end_run(frame, add_event(frame, "result", out));
  } else if (is_one_of(type, {"turn_start", "turn_end"})) {
    add_event(frame, type, out).level = Level::debug;
  } else if (is_one_of(type, {"message_start", "message_update"})) {
    const bool is_answer = frame.root["message"]["role"].str() == "assistant";
    if (type == "message_start" && is_answer) begun_ = frame.arrived;
    if (type == "message_update" && begun_ && !ttft_ms_)
      ttft_ms_ = (frame.arrived.v - begun_->v) / 1000;
    add_event(frame, "stream", out).level = Level::debug;
  } else {
    return false;
  }
  return true;
}

bool PiRun::read_tool(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const auto type = root["type"].str(), id = root["toolCallId"].str();
  if (type == "tool_execution_start") {
    call_tool(add_event(frame, "tool_call", out), id, root["toolName"].str(), known_time(frame));
  } else if (type == "tool_execution_end") {
    auto& event = add_event(frame, "tool_result", out);
    event.tool = root["toolName"].str();
    answer_tool(event, id, known_time(frame));
    answered_.emplace(id);
    if (root["isError"].boolean().value_or(false)) event.level = Level::error;
  } else if (type == "tool_execution_update") {
    auto& event = add_event(frame, "stream", out);
    event.level = Level::debug;
    event.key = id;
  } else {
    return false;
  }
  return true;
}

bool PiRun::read_upkeep(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const auto type = root["type"].str();
  if (is_one_of(type, {"compaction", "auto_compaction_end", "compaction_end"})) {
    auto& event = add_event(frame, "compaction", out);
    if (root["aborted"].boolean().value_or(false)) event.level = Level::warn;
  } else if (is_one_of(type, {"auto_compaction_start", "compaction_start"})) {
    add_event(frame, "compaction_start", out).level = Level::debug;
  } else if (type == "auto_retry_start") {
    go_on();
    add_event(frame, "retry", out).level = Level::warn;
  } else if (type == "auto_retry_end") {
    const bool failed = root["success"].boolean() == false;
    auto& event = add_event(frame, "retry_end", out);
    if (failed) event.level = Level::error;
    if (failed) say_failure({{}, root["finalError"].str(), std::nullopt}, frame);
  } else if (type == "model_change") {
    add_event(frame, "model_change", out);
    use_model(root["modelId"].str(), out);
  } else if (is_one_of(type, {"thinking_level_change", "session_info", "branch_summary", "label",
                              "custom", "custom_message"})) {
    add_event(frame, type, out);
  } else {
    return false;
  }
  out.events.front().source_id = root["id"].str();
  return true;
}

void PiRun::read_message(const Frame& frame, bool is_stored, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  const auto role = message["role"].str();
  if (role == "assistant") {
    read_answer(frame, is_stored, out);
  } else if (role == "toolResult") {
    read_tool_message(frame, is_stored, out);
  } else if (role == "bashExecution") {
    auto& event = add_event(frame, "tool_result", out);
    event.tool = "bash";
    if (message["exitCode"].i64().value_or(0) != 0) event.level = Level::error;
  } else {
    add_event(frame, role == "user" ? "user" : "system", out);
    if (role == "user") ask(text_of(message["content"]), out);
  }
  if (is_stored) out.events.front().source_id = frame.root["id"].str();
}

// In the stream the end of the tool told the same before.
void PiRun::read_tool_message(const Frame& frame, bool is_stored, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  const auto id = message["toolCallId"].str();
  auto& event = add_event(frame, "tool_result", out);
  event.tool = message["toolName"].str();
  if (!is_stored && answered_.count(std::string(id)) > 0) {
    event.type = "stream";
    event.level = Level::debug;
    event.key = id;
    return;
  }
  answer_tool(event, id, known_time(frame));
  if (message["isError"].boolean().value_or(false)) event.level = Level::error;
}

void PiRun::read_answer(const Frame& frame, bool is_stored, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  go_on();
  use_model(message["model"].str(), out);
  const auto content = message["content"];
  for (auto block = content.first(); block; block = block.next()) {
    const auto type = block["type"].str();
    if (type == "thinking" && !block["thinking"].str().empty()) {
      add_part(frame, block, "thinking", out);
    } else if (type == "text" && !block["text"].str().empty()) {
      add_part(frame, block, "assistant", out);
    } else if (type == "toolCall" && is_stored) {
      call_tool(add_part(frame, block, "tool_call", out), block["id"].str(), block["name"].str(),
                known_time(frame));
    }
  }
  if (out.events.empty()) add_event(frame, "assistant", out);
  answer(text_of(content));
  stop_ = message["stopReason"].str();
  trouble_ = message["errorMessage"].str();
  if (stop_ == "error") out.events.front().level = Level::error;
  if (stop_ == "aborted") out.events.front().level = Level::warn;
  count(frame, out);
}

// A stored file and a stream of the same run give the same id; so does a fork.
std::string PiRun::call_id(const Value& message, const Frame& frame) {
  if (const auto id = message["responseId"].str(); !id.empty()) return std::string(id);
  ++calls_;
  const auto at = message["timestamp"].i64();
  if (!time_of(message["timestamp"]) || !at) {
    const auto entry = frame.root["id"].str();
    return entry.empty() ? "call/" + std::to_string(calls_) : std::string(entry);
  }
  std::string id = "pi/" + std::to_string(*at) + "/";
  id += message["model"].str();
  id += "/";
  id += message["usage"]["totalTokens"].raw();
  return id;
}

void PiRun::count(const Frame& frame, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  auto r = request(call_id(message, frame), frame);
  if (const auto model = message["model"].str(); !model.empty()) r.model = model;
  r.provider = message["provider"].str();
  r.tokens = tokens_of(message["usage"]);
  if (const auto asked = time_of(message["timestamp"])) r.requested_at = *asked;
  if (begun_ && is_live()) {
    if (!time_of(message["timestamp"])) r.requested_at = *begun_;
    r.ttft_ms = ttft_ms_;
  }
  if (frame.when() > r.requested_at && (frame.at || is_live())) {
    r.responded_at = frame.when();
    r.duration_ms = (frame.when().v - r.requested_at.v) / 1000;
  }
  // 0 is a subscription or a price that is not known.
  if (const auto cost = nano_dollars(message["usage"]["cost"]["total"]); cost && *cost > 0) {
    r.cost_nusd = cost;
    r.cost_source = model::CostSource::reported;
  }
  if (stop_ == "error") r.status = model::RequestStatus::error;
  if (stop_ == "aborted") r.status = model::RequestStatus::canceled;
  r.error_message = one_line(trouble_, 500);
  begun_.reset();
  ttft_ms_.reset();
  add_content(r, text_of(message["content"]), out);
  out.after.emplace_back(std::move(r));
}

void PiRun::end_run(const Frame& frame, ingest::Event& event) {
  if (stop_ == "aborted") {
    say_failure({"aborted", trouble_, std::nullopt}, frame);
  } else if (stop_ == "error") {
    event.level = Level::error;
    say_failure({{}, trouble_, std::nullopt}, frame);
  } else {
    say_end(model::RunStatus::success, frame);
  }
}

Claim claim_pi(const Value& value) {
  const auto type = value["type"].str();
  const auto message = value["message"];
  if (type == "session" && value["version"] && value["cwd"].is_string() && value["id"].is_string())
    return Claim::certain;
  if (type == "message_end" && message["role"].is_string()) return Claim::certain;
  if (type == "tool_execution_start" && value["toolCallId"].is_string()) return Claim::certain;
  if (is_one_of(type, {"agent_start", "turn_start", "agent_end", "turn_end"}) &&
      !value["session_id"] && !value["data"])
    return Claim::likely;
  const bool is_entry = value["parentId"].kind() != json::Kind::none && value["id"].is_string() &&
                        value["timestamp"].is_string() && !value["data"];
  return is_entry && (message["role"].is_string() || type == "model_change") ? Claim::likely
                                                                             : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_pi(const ingest::DialectContext& context) {
  return std::make_unique<PiRun>(context);
}

}  // namespace trace::dialects
