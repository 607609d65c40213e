#include "dialects/copilot_cli.h"

#include "dialects/line_text.h"
#include "dialects/scalars.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

constexpr std::string_view kAgents = "copilot";

std::string_view text_of(const Value& value) {
  return value.is_object() ? value["message"].str() : value.str();
}

}  // namespace

bool is_copilot_event(const Value& root) {
  const auto type = root["type"].str();
  if (!root["data"].is_object() || !root["id"].is_string() || !root["timestamp"]) return false;
  for (const std::string_view begin : {"session.", "assistant.", "user.", "tool.", "subagent.",
                                       "system.", "hook.", "skill.", "permission."})
    if (type.starts_with(begin)) return true;
  return type == "abort";
}

model::Tokens read_copilot_usage(const Value& usage) {
  model::Tokens out;
  out.input = counter_of(usage["inputTokens"]);
  out.cache_read = counter_of(usage["cacheReadTokens"]);
  out.cache_write = counter_of(usage["cacheWriteTokens"]);
  out.output = counter_of(usage["outputTokens"]);
  out.reasoning = counter_of(usage["reasoningTokens"]);
  if (out.input)
    out.input = std::max<std::int64_t>(
        0, *out.input - out.cache_read.value_or(0) - out.cache_write.value_or(0));
  return out;
}

void CopilotCli::begin() {
  records_ = 0;
  children_.clear();
}

// The trace of the sub-agent whose tool was called so; null for lines of the session itself.
RunTrace* CopilotCli::child(std::string_view call) {
  const auto found = call.empty() ? children_.end() : children_.find(call);
  return found == children_.end() ? nullptr : &found->second;
}

void CopilotCli::read(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const auto data = root["data"];
  enter(root["type"].str() == "session.start" ? data["sessionId"].str() : std::string_view{}, frame,
        out);
  const bool is_known =
      is_copilot_event(root) && (read_session(frame, out) || read_speech(frame, out) ||
                                 read_tool(frame, out) || read_agent(frame, out));
  if (!is_known) {
    const auto type = root["type"].str();
    add_event(frame, is_word(type, 48) && root["data"].is_object() ? type : "raw", out);
  }
  auto& event = out.events.front();
  event.source_id = root["id"].str();
  if (const auto* agent = child(data["parentToolCallId"].str())) event.trace = agent->id();
}

bool CopilotCli::read_session(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  const auto data = frame.root["data"];
  if (type == "session.start") {
    read_start(frame, out);
  } else if (type == "session.resume") {
    go_on();
    records_ = 0;
    add_event(frame, "resume", out);
  } else if (type == "session.model_change") {
    add_event(frame, "model_change", out);
    use_model(data["newModel"].str(), out);
  } else if (type == "session.usage_record") {
    add_event(frame, "usage", out).level = Level::debug;
    count(frame, out);
  } else if (type == "session.shutdown") {
    read_shutdown(frame, out);
  } else if (type == "session.error") {
    add_event(frame, "error", out).level = Level::error;
  } else if (type == "session.warning") {
    add_event(frame, "system", out).level = Level::warn;
  } else if (type.starts_with("session.compaction") || type == "session.truncation") {
    add_event(frame, "compaction", out);
  } else if (type == "abort") {
    add_event(frame, "canceled", out).level = Level::warn;
  } else {
    return false;
  }
  return true;
}

void CopilotCli::read_start(const Frame& frame, ingest::Parsed& out) {
  const auto data = frame.root["data"];
  const auto where = data["context"];
  add_event(frame, "init", out);
  go_on();
  use_model(data["selectedModel"].str(), out);
  auto& change = run().change(out);
  change.cwd = where["cwd"].str();
  change.metadata = metadata_of({{"agent", "copilot"},
                                 {"version", data["copilotVersion"].str()},
                                 {"git_branch", where["branch"].str()}});
}

bool CopilotCli::read_speech(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  const auto data = frame.root["data"];
  if (type == "user.message") {
    const auto source = data["source"].str();
    const bool is_person = source.empty() || source == "user";
    add_event(frame, "user", out);
    if (is_person && data["parentToolCallId"].str().empty()) ask(data["content"].str(), out);
    go_on();
  } else if (type == "assistant.message") {
    const auto text = data["content"].str();
    auto& event = add_event(frame, "assistant", out);
    event.key = data["messageId"].str();
    if (!data["reasoningText"].str().empty())
      add_part(frame, data["reasoningText"], "thinking", out);
    if (data["parentToolCallId"].str().empty()) answer(text);
  } else if (type == "assistant.reasoning") {
    add_event(frame, "thinking", out);
  } else if (type.starts_with("assistant.turn_")) {
    add_event(frame, type.substr(10), out).level = Level::debug;
  } else if (type == "system.message") {
    add_event(frame, "system", out).level = Level::debug;
  } else {
    return false;
  }
  return true;
}

bool CopilotCli::read_tool(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  const auto data = frame.root["data"];
  const auto id = data["toolCallId"].str();
  if (type == "tool.execution_start") {
    call_tool(add_event(frame, "tool_call", out), id, data["toolName"].str(), frame.at);
  } else if (type == "tool.execution_complete") {
    auto& event = add_event(frame, "tool_result", out);
    answer_tool(event, id, frame.at);
    const bool failed = data["success"].boolean() == false;
    if (failed) event.level = Level::error;
    const auto code = data["error"]["code"].str();
    if (code == "denied" || code == "rejected") {
      event.type = "permission_denied";
      event.level = Level::warn;
    }
  } else {
    return false;
  }
  return true;
}

// A sub-agent is a trace below the session's, named by the call of the tool that began it.
bool CopilotCli::read_agent(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  const auto data = frame.root["data"];
  const auto call = data["toolCallId"].str();
  if (!type.starts_with("subagent.")) return false;
  auto& event = add_event(frame, type, out);
  event.key = call;
  if (type == "subagent.started" && !call.empty()) {
    std::string name = run().session() + "/" + std::string(call);
    const auto [found, is_new] =
        children_.try_emplace(std::string(call), trace_id_of(kAgents, name), run().session());
    if (!is_new) return true;
    auto& agent = found->second;
    agent.open(frame.when(), out);
    agent.change(out).parent = run().id();
    const auto title = data["agentDisplayName"].str();
    agent.entitle(title.empty() ? data["agentName"].str() : title, out);
  } else if (auto* agent = child(call)) {
    const bool failed = type == "subagent.failed";
    const auto status = failed ? model::RunStatus::error : model::RunStatus::success;
    auto& end = agent->end(status, model::Ending::reported, frame.when(), out);
    if (!failed) return true;
    event.level = Level::error;
    end.error_code = "failed";
    end.error_message = one_line(text_of(data["error"]), 500);
  }
  return true;
}

// `cost` counts premium requests, not dollars.
void CopilotCli::count(const Frame& frame, ingest::Parsed& out) {
  const auto data = frame.root["data"];
  const auto usage = data["usage"].is_object() ? data["usage"] : data;
  ++records_;
  const auto id = data["apiCallId"].str();
  auto r = request(id.empty() ? frame.root["id"].str() : id, frame);
  if (const auto model = usage["model"].str(); !model.empty()) r.model = model;
  r.provider = "github-copilot";
  r.tokens = read_copilot_usage(usage);
  r.responded_at = frame.at;
  r.duration_ms = counter_of(usage["duration"]);
  r.ttft_ms = counter_of(usage["timeToFirstTokenMs"]);
  r.requested_at.v -= r.duration_ms.value_or(0) * 1000;
  if (usage["finishReason"].str() == "error") r.status = model::RequestStatus::error;
  if (const auto* agent = child(data["parentToolCallId"].str())) r.trace = agent->id();
  out.after.emplace_back(std::move(r));
}

// Older versions tell only of the totals of the process.
void CopilotCli::count_totals(const Value& metrics, const Frame& frame, ingest::Parsed& out) {
  for (auto model = metrics.first(); model; model = model.next()) {
    auto r = request(frame.root["id"].str(), frame);
    r.id += "/";
    r.id += model.key();
    r.model = model.key();
    r.provider = "github-copilot";
    r.tokens = read_copilot_usage(model["usage"]);
    out.after.emplace_back(std::move(r));
  }
}

void CopilotCli::read_shutdown(const Frame& frame, ingest::Parsed& out) {
  const auto data = frame.root["data"];
  auto& event = add_event(frame, "result", out);
  if (std::exchange(records_, 0) == 0) count_totals(data["modelMetrics"], frame, out);
  if (data["shutdownType"].str() == "error") {
    event.level = Level::error;
    say_failure({{}, data["errorReason"].str(), std::nullopt}, frame);
  } else {
    say_end(model::RunStatus::success, frame);
  }
}

}  // namespace trace::dialects
