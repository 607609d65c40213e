// One run of Claude Code as its stream-json tells it: a trace opened by its first record, described
// by init and the first prompt, ended by what the last result said. Sub-agents are child traces.
// One object belongs to one thread.
#pragma once

#include "base/time.h"
#include "dialects/claude_agents.h"
#include "dialects/claude_events.h"
#include "dialects/claude_ledger.h"
#include "dialects/claude_line.h"
#include "dialects/run_trace.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class ClaudeSession {
 public:
  ClaudeSession(RunTrace trace, const ingest::DialectContext& context)
      : ledger_(trace.id(), trace.session()),
        trace_(std::move(trace)),
        is_live_(context.is_live),
        eof_status_(context.eof_status) {}

  const RunTrace& trace() const noexcept { return trace_; }
  // The session became known after records that did not say.
  void adopt(std::string_view session);
  // Append what a record says.
  void read(const ClaudeLine& line, ingest::Parsed& out);
  // Append the line as text: it is no JSON.
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  // End the trace: as the result said, or abandoned for the time being when it said nothing.
  void end(base::UnixMicros at, ingest::Parsed& out);

 private:
  void describe(const json::Value& init, ingest::Parsed& out);
  void watch_model(const ClaudeLine& line, ingest::Parsed& out);
  void watch_agents(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out);
  void count(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out);
  void take_result(const ClaudeLine& line, ingest::Parsed& out);

  ClaudeLedger ledger_;
  ClaudeEvents events_;
  ClaudeAgents agents_;
  RunTrace trace_;
  bool is_live_;
  model::RunStatus eof_status_;
  std::string model_;                         // of the last message
  std::optional<model::TraceChange> result_;  // the end state, until it is certain
  std::int64_t duration_ms_ = 0;
};

}  // namespace trace::dialects
