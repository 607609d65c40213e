// The items of `codex exec --json` as events: messages, thoughts, and tools, whose start and end
// are one call. One object belongs to one run and thread.
#pragma once

#include "dialects/codex_run.h"
#include "dialects/tool_calls.h"
#include "ingest/ports.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class CodexItems {
 public:
  // Another process goes on with the thread: its items are counted from the start again.
  void begin_process();
  // Fill in the event of an `item.*` line, and append those that the line tells besides. `at`: when
  // it was printed, if that is known. Views live until the next call.
  void read(const CodexLine& line, std::optional<base::UnixMicros> at, ingest::Parsed& out);
  // The last message of the agent, as far as items say.
  const std::string& answer() const noexcept { return answer_; }

 private:
  void read_message(const json::Value& item, bool is_whole, ingest::Event& event);
  void read_tool(const CodexLine& line, std::optional<base::UnixMicros> at, ingest::Parsed& out);
  void end_tool(const CodexLine& line, std::optional<base::UnixMicros> at, ingest::Parsed& out);

  ToolCalls calls_;
  std::size_t process_ = 0;
  std::string answer_, key_, tool_;
};

}  // namespace trace::dialects
