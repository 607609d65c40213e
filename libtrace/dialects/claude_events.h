// The events of one Claude Code record: one for the record, and one for each further content block
// or refused permission in it. Keeps when tools were called, because their results do not say how
// long they took. One object belongs to one session and thread.
#pragma once

#include "dialects/claude_line.h"
#include "dialects/tool_calls.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <string>
#include <string_view>

namespace trace::dialects {

class ClaudeEvents {
 public:
  // Append the events of a record to `trace`, which must outlive them.
  void read(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out);

 private:
  void read_blocks(const ClaudeLine& line, ingest::Parsed& out);
  void read_block(const json::Value& block, const ClaudeLine& line, ingest::Parsed& out);
  void read_tool_result(const json::Value& block, const ClaudeLine& line, ingest::Parsed& out);
  void read_denials(const ClaudeLine& line, ingest::Parsed& out);
  void read_kind(const ClaudeLine& line, ingest::Parsed& out);

  ToolCalls calls_;
};

// Tell whether a `result` record says that the run failed.
bool is_failed_result(const json::Value& result);
// The text of a tool result's or message's content.
std::string_view text_of_content(const json::Value& content);

}  // namespace trace::dialects
