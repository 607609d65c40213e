// The events of one Copilot CLI session (`~/.copilot/session-state/<id>/events.jsonl`). What a
// sub-agent did is a trace of its own below the session's. One object belongs to one input and
// thread.
#pragma once

#include "dialects/session_dialect.h"
#include "json/document.h"
#include "model/records.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace trace::dialects {

// Tell whether a value is an event of the CLI.
bool is_copilot_event(const json::Value& root);

class CopilotCli final : public SessionDialect {
 public:
  explicit CopilotCli(const ingest::DialectContext& context) : SessionDialect("copilot", context) {
    set_source(Source::storage);
  }

 private:
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override;

  // Each tells whether the event is one of its own.
  bool read_session(const Frame& frame, ingest::Parsed& out);
  bool read_speech(const Frame& frame, ingest::Parsed& out);
  bool read_tool(const Frame& frame, ingest::Parsed& out);
  bool read_agent(const Frame& frame, ingest::Parsed& out);
  void read_start(const Frame& frame, ingest::Parsed& out);
  void read_shutdown(const Frame& frame, ingest::Parsed& out);
  void count(const Frame& frame, ingest::Parsed& out);
  void count_totals(const json::Value& metrics, const Frame& frame, ingest::Parsed& out);
  RunTrace* child(std::string_view call);

  std::size_t records_ = 0;                                // usage records since the process began
  std::map<std::string, RunTrace, std::less<>> children_;  // sub-agents, by the call of their tool
};

// Read counters of Copilot: input includes what was cached.
model::Tokens read_copilot_usage(const json::Value& usage);

}  // namespace trace::dialects
