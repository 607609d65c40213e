#include "dialects/claude_agents.h"

#include "json/writer.h"

#include <algorithm>

namespace trace::dialects {

using json::Value;

void ClaudeAgents::called(const Value& block, std::string_view trace) {
  const auto name = block["name"].str(), id = block["id"].str();
  if (id.empty() || (name != "Task" && name != "Agent")) return;
  const auto input = block["input"];
  calls_.try_emplace(
      std::string(id),
      Call{std::string(input["prompt"].str()), std::string(input["description"].str()),
           std::string(input["subagent_type"].str()), std::string(trace),
           input["run_in_background"].boolean().value_or(false)});
}

void ClaudeAgents::link(std::string_view key, std::string_view tool_use_id) {
  if (key.empty() || tool_use_id.empty()) return;
  if (const auto found = agents_.find(key); found != agents_.end())
    found->second.call = tool_use_id;
  else
    links_.try_emplace(std::string(key), tool_use_id);
}

std::string_view ClaudeAgents::call_of_prompt(std::string_view prompt) const {
  const auto is_taken = [&](const std::string& id) {
    return std::any_of(agents_.begin(), agents_.end(),
                       [&](const auto& agent) { return agent.second.call == id; });
  };
  for (const auto& [id, call] : calls_)
    if (!prompt.empty() && call.prompt == prompt && !is_taken(id)) return id;
  return {};
}

void ClaudeAgents::describe(Agent& agent, const RunTrace& root, ingest::Parsed& out) const {
  const auto call = calls_.find(agent.call);
  std::string metadata;
  json::Writer writer(metadata);
  writer.begin_object().key("agent").string("claude");
  if (call != calls_.end() && !call->second.kind.empty())
    writer.key("subagent_type").string(call->second.kind);
  if (!agent.call.empty()) writer.key("tool_use_id").string(agent.call);
  writer.end_object();
  auto& change = agent.trace.change(out);
  change.parent = call == calls_.end() ? root.id() : call->second.trace;
  change.metadata = std::move(metadata);
  if (call != calls_.end()) agent.trace.entitle(call->second.title, out);
}

RunTrace& ClaudeAgents::trace_of(std::string_view key, const RunTrace& root, base::UnixMicros at,
                                 ingest::Parsed& out) {
  auto found = agents_.find(key);
  if (found == agents_.end()) {
    const std::string name = root.id() + "/" + std::string(key);
    const auto link = links_.find(key);
    Agent agent{RunTrace(trace_id_of("claude", name), root.session()),
                link == links_.end() ? std::string(key) : link->second, at};
    found = agents_.emplace(key, std::move(agent)).first;
    found->second.trace.open(at, out);
    describe(found->second, root, out);
  }
  found->second.last_at.v = std::max(found->second.last_at.v, at.v);
  return found->second.trace;
}

void ClaudeAgents::answered(std::string_view tool_use_id, bool is_error, base::UnixMicros at,
                            ingest::Parsed& out) {
  const auto call = calls_.find(tool_use_id);
  if (call == calls_.end() || !call->second.is_background) ended(tool_use_id, is_error, at, out);
}

void ClaudeAgents::ended(std::string_view tool_use_id, bool is_error, base::UnixMicros at,
                         ingest::Parsed& out) {
  using enum model::RunStatus;
  for (auto& [key, agent] : agents_) {
    if (agent.call != tool_use_id || agent.has_ended) continue;
    agent.has_ended = true;
    auto& end = agent.trace.end(is_error ? error : success, model::Ending::reported, at, out);
    if (is_error) end.error_code = "failed";
  }
}

void ClaudeAgents::end(model::RunStatus status, ingest::Parsed& out) {
  for (auto& [key, agent] : agents_)
    if (!agent.has_ended) agent.trace.end(status, model::Ending::provisional, agent.last_at, out);
}

}  // namespace trace::dialects
