// The events of one Claude Code line: one for the line, and one for each further content block or
// refused permission in it. Keeps when tools were called, because their results do not say how long
// they took. One object belongs to one session and thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::dialects {

// A line that was parsed: `shift` bytes of it stand before the text of `object`.
struct ClaudeLine {
  json::Value object;
  std::size_t shift = 0;
  base::UnixMicros at;
};

class ClaudeEvents {
 public:
  // Append the events of a line. Views live until the next call and as long as the document.
  void read(const ClaudeLine& line, std::string_view trace, ingest::Parsed& out);

 private:
  struct Called {
    std::string tool;
    base::UnixMicros at;
  };
  void read_blocks(const ClaudeLine& line, ingest::Parsed& out);
  void read_block(const json::Value& block, const ClaudeLine& line, ingest::Event& event);
  void read_tool_result(const json::Value& block, const ClaudeLine& line, ingest::Event& event);
  void read_denials(const ClaudeLine& line, ingest::Parsed& out);
  void read_system(const json::Value& object, ingest::Event& event);

  std::unordered_map<std::string, Called> called_;  // by tool_use id, until the result comes
  std::vector<std::string> tools_;                  // names that the events of this line show
  std::string type_;
};

}  // namespace trace::dialects
