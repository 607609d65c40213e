// One run of Claude Code as a trace: opened by its first line, described by init and the first
// prompt, ended by what the last result line said. One object belongs to one thread.
#pragma once

#include "base/time.h"
#include "dialects/claude_events.h"
#include "dialects/claude_ledger.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class ClaudeSession {
 public:
  // `is_open`: the trace was opened by lines before the first one of the session.
  ClaudeSession(std::string trace, std::string_view session, bool is_open)
      : ledger_(trace, std::string(session)),
        trace_(std::move(trace)),
        session_(session),
        is_open_(is_open) {}

  const std::string& trace() const noexcept { return trace_; }
  const std::string& session() const noexcept { return session_; }
  // Append what a line says.
  void read(const ClaudeLine& line, ingest::Parsed& out);
  // Append the line as text: it is no JSON.
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  // End the trace: as the result said, or abandoned for the time being when it said nothing.
  void end(base::UnixMicros at, ingest::Parsed& out);

 private:
  void open(base::UnixMicros at, ingest::Parsed& out);
  void describe(const json::Value& init, ingest::Parsed& out);
  void entitle(const json::Value& line, ingest::Parsed& out);
  void count(const ClaudeLine& line, ingest::Parsed& out);
  void take_result(const ClaudeLine& line, ingest::Parsed& out);

  ClaudeLedger ledger_;
  ClaudeEvents events_;
  std::string trace_, session_;
  bool is_open_, has_title_ = false;
  std::optional<model::TraceChange> result_;  // the end state, until it is certain
  std::int64_t duration_ms_ = 0;
};

}  // namespace trace::dialects
