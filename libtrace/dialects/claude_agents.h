// The sub-agents of one Claude Code session as child traces: opened by their first record, entitled
// by the call that started them, ended by its result. Belongs to one session and thread.
#pragma once

#include "dialects/claude_line.h"
#include "dialects/run_trace.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <map>
#include <string>
#include <string_view>

namespace trace::dialects {

class ClaudeAgents {
 public:
  // A tool was called in `trace`: perhaps it starts an agent.
  void called(const json::Value& block, std::string_view trace);
  // The agent `key` was started by the call `tool_use_id`.
  void link(std::string_view key, std::string_view tool_use_id);
  // The call whose prompt this is, else nothing: agents of old transcripts do not name theirs.
  std::string_view call_of_prompt(std::string_view prompt) const;
  // The trace of the agent `key` of the run `root`, opened if it is not. Lives as long as this.
  RunTrace& trace_of(std::string_view key, const RunTrace& root, base::UnixMicros at,
                     ingest::Parsed& out);
  // A tool call was answered: when it started an agent that was seen, that one has ended.
  void answered(std::string_view tool_use_id, bool is_error, base::UnixMicros at,
                ingest::Parsed& out);
  // The agent that a call started has ended, whatever was answered.
  void ended(std::string_view tool_use_id, bool is_error, base::UnixMicros at, ingest::Parsed& out);
  // End those that have not, as a guess.
  void end(model::RunStatus status, ingest::Parsed& out);

 private:
  struct Call {
    std::string prompt, title, kind, trace;
    bool is_background = false;  // its result says that it began
  };
  struct Agent {
    RunTrace trace;
    std::string call;  // tool_use_id
    base::UnixMicros last_at;
    bool has_ended = false;
  };
  void describe(Agent& agent, const RunTrace& root, ingest::Parsed& out) const;

  std::map<std::string, Call, std::less<>> calls_;
  std::map<std::string, std::string, std::less<>> links_;  // agents before their first record
  std::map<std::string, Agent, std::less<>> agents_;
};

}  // namespace trace::dialects
