// One run of Codex, whichever way it was written down: as the lines that `codex exec --json` prints
// or as a rollout file. Belongs to one dialect and its thread.
#pragma once

#include "base/time.h"
#include "dialects/run_trace.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <cstddef>
#include <string_view>
#include <utility>

namespace trace::dialects {

// A line that was parsed: `shift` bytes of it stand before the text of `object`.
struct CodexLine {
  json::Value object;
  std::size_t shift = 0;
  base::UnixMicros arrived;

  ingest::Slice part(const json::Value& value) const noexcept {
    return {static_cast<std::uint32_t>(shift + value.offset()),
            static_cast<std::uint32_t>(value.raw().size())};
  }
};

class CodexRun {
 public:
  CodexRun(RunTrace trace, const ingest::DialectContext& context)
      : trace_(std::move(trace)), is_live_(context.is_live), eof_status_(context.eof_status) {}
  CodexRun(const CodexRun&) = delete;
  CodexRun& operator=(const CodexRun&) = delete;
  virtual ~CodexRun() = default;

  const RunTrace& trace() const noexcept { return trace_; }
  virtual bool is_rollout() const noexcept = 0;
  // Tell whether a line that begins a session says it of this run too.
  virtual bool holds(const json::Value& start) const = 0;
  // Append what a line says.
  virtual void read(const CodexLine& line, ingest::Parsed& out) = 0;
  // Append the line as text: it is no JSON.
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  // End the trace, as its lines said or as the context says.
  virtual void end(base::UnixMicros at, bool cut, ingest::Parsed& out) = 0;

 protected:
  // When a line without a time of its own happened.
  virtual base::UnixMicros time_of_text(base::UnixMicros arrived) const { return arrived; }
  RunTrace trace_;
  bool is_live_;
  model::RunStatus eof_status_;
};

// The session that a line names: of exec when it begins or carries a thread, of a rollout its head.
std::string_view codex_session_of(const json::Value& object) noexcept;
// Tell whether a line begins a session.
bool begins_codex_session(const json::Value& object) noexcept;
// Tell whether a line is one of a rollout file.
bool is_codex_rollout(const json::Value& object) noexcept;
// Tell whether a line is one that `codex exec --json` prints.
bool is_codex_exec(const json::Value& object) noexcept;

}  // namespace trace::dialects
