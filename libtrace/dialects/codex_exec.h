// A run of `codex exec --json`: a trace a thread, a request a turn, whose usage is what the
// thread's running total grew by. Lines carry no time, model or cost. Belongs to one dialect and
// its thread.
#pragma once

#include "dialects/codex_items.h"
#include "dialects/codex_run.h"
#include "dialects/codex_usage.h"
#include "model/records.h"

#include <optional>
#include <string>

namespace trace::dialects {

class CodexExec final : public CodexRun {
 public:
  using CodexRun::CodexRun;
  bool is_rollout() const noexcept override { return false; }
  bool holds(const json::Value& start) const override;
  void read(const CodexLine& line, ingest::Parsed& out) override;
  void end(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  enum class Turn { none, open, done, failed };
  void read_event(const CodexLine& line, ingest::Parsed& out);
  void read_thread(const CodexLine& line, ingest::Parsed& out);
  void read_usage(const json::Value& object);
  void read_error(const CodexLine& line, ingest::Parsed& out);
  void end_turn(const CodexLine& line, ingest::Parsed& out);
  void fail(const json::Value& object, model::Request& request);
  void add_request(model::Request request, const CodexLine& line, ingest::Parsed& out);
  void describe_end(model::TraceChange& end) const;
  CodexUsage used(const json::Value& object);

  CodexItems items_;
  Turn turn_ = Turn::none;
  std::size_t turns_ = 0;              // that have ended
  CodexUsage total_;                   // of the thread, as the last turn said
  std::optional<CodexUsage> running_;  // of the thread, as lines within a turn said
  base::UnixMicros turn_began_;
  std::string model_, answer_;
  model::TraceChange failure_;  // why the last turn failed
};

}  // namespace trace::dialects
