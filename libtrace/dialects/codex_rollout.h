// A rollout file of Codex as a trace: what the session said in `response_item` lines, its calls in
// `token_count` lines, its prompts and ends in other `event_msg` lines. Also the oldest files,
// whose lines are bare items. Belongs to one dialect and its thread.
#pragma once

#include "dialects/codex_calls.h"
#include "dialects/codex_run.h"
#include "dialects/tool_calls.h"
#include "model/records.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class CodexRollout final : public CodexRun {
 public:
  using CodexRun::CodexRun;
  bool is_rollout() const noexcept override { return true; }
  bool holds(const json::Value& start) const override;
  void read(const CodexLine& line, ingest::Parsed& out) override;
  void end(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  enum class Last { none, turn_done, aborted, failed, asked };
  base::UnixMicros time_of_text(base::UnixMicros arrived) const override;
  std::optional<base::UnixMicros> own_time(const json::Value& object);
  void read_line(const CodexLine& line, ingest::Parsed& out);
  void read_head(const CodexLine& line, ingest::Parsed& out);
  void read_context(const CodexLine& line, ingest::Parsed& out);
  void read_item(const CodexLine& line, const json::Value& item, ingest::Parsed& out);
  void read_message(const json::Value& item, ingest::Parsed& out);
  void read_call(const json::Value& item, ingest::Event& event);
  void read_output(const CodexLine& line, const json::Value& item, ingest::Parsed& out);
  void read_notice(const CodexLine& line, ingest::Parsed& out);
  void read_turn_end(const json::Value& payload, ingest::Parsed& out);
  void read_count(const CodexLine& line, ingest::Parsed& out);
  void cover_turn(const model::Request& call, ingest::Parsed& out);
  void read_failure(const json::Value& payload, ingest::Event& event);

  CodexCalls calls_;
  ToolCalls tools_;
  base::UnixMicros first_at_, last_at_;  // of the lines that have a time
  base::UnixMicros at_;                  // of this line
  bool has_head_ = false;
  bool is_of_exec_ = false;  // `codex exec` may have told of the same turns
  bool is_new_turn_ = true;
  bool is_limited_ = false;  // the last count said that a window is full
  std::size_t turns_ = 0;
  std::string origin_;  // the session that this one was made from
  std::string tool_, type_, answer_;
  Last last_ = Last::none;
  model::TraceChange failure_;
};

}  // namespace trace::dialects
