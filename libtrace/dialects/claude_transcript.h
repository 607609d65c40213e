// One session of Claude Code as its transcript tells it: records with times of their own, in files
// that may go on, be copied or be resumed. Sub-agents (sidechains, progress records, files of their
// own) are child traces. How a session ended is a guess. One object belongs to one thread.
#pragma once

#include "base/time.h"
#include "dialects/claude_agents.h"
#include "dialects/claude_events.h"
#include "dialects/claude_ledger.h"
#include "dialects/claude_line.h"
#include "dialects/run_trace.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class ClaudeTranscript {
 public:
  ClaudeTranscript(RunTrace trace, const ingest::DialectContext& context)
      : ledger_(trace.id(), trace.session()),
        trace_(std::move(trace)),
        is_live_(context.is_live),
        eof_status_(context.eof_status) {
    ledger_.expect_questions();
  }

  const RunTrace& trace() const noexcept { return trace_; }
  // When records without a time happened that stand before the first one that has one.
  void set_begin(base::UnixMicros at) { last_at_ = at; }
  // Append what a record says.
  void read(ClaudeLine line, ingest::Parsed& out);
  // Append the line as text: it is no JSON.
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  // End the trace as far as can be told.
  void end(base::UnixMicros at, bool cut, ingest::Parsed& out);

 private:
  // What happened last in the main conversation.
  enum class Last { nothing, talk, interrupt, failure };
  void take_time(ClaudeLine& line);
  void open(const ClaudeLine& line, ingest::Parsed& out);
  void describe(const json::Value& record, ingest::Parsed& out);
  void read_record(const ClaudeLine& line, std::string_view agent, ingest::Parsed& out);
  std::string agent_of(const json::Value& record);
  std::string sidechain_of(const json::Value& record);
  void watch_agents(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out);
  void watch_end(const json::Value& record);
  void watch_model(const ClaudeLine& line, RunTrace& trace, std::string_view agent,
                   ingest::Parsed& out);
  void count(const ClaudeLine& line, const Turn& turn, ingest::Parsed& out);
  void count_failure(const ClaudeLine& line, const Turn& turn, ingest::Parsed& out);
  std::string id_of_record(const ClaudeLine& line);

  ClaudeLedger ledger_;
  ClaudeEvents events_;
  ClaudeAgents agents_;
  RunTrace trace_;
  bool is_live_;
  model::RunStatus eof_status_;
  base::UnixMicros first_at_, last_at_;
  bool has_time_ = false, is_described_ = false;
  std::map<std::string, std::string, std::less<>> sidechains_;  // record -> first of its chain
  std::string sidechain_;                                       // the last one
  std::map<std::string, std::string, std::less<>> models_;      // by agent
  std::size_t records_ = 0;
  std::string answer_;
  Last last_ = Last::nothing;
  model::TraceChange failure_;
};

}  // namespace trace::dialects
