#include "formats/flat_lines.h"

#include "formats/number_text.h"
#include "json/members.h"
#include "json/writer.h"

namespace trace::formats {
namespace {

bool is_nested(std::string_view value) {
  return !value.empty() && (value.front() == '{' || value.front() == '[');
}

}  // namespace

FlatLines::FlatLines(ByteSink& next, std::string_view store_id)
    : next_(next), head_("{\"store\":") {
  json::append_string(head_, store_id);
  head_ += ",\"revision\":";
}

void FlatLines::line(std::string_view text) {
  std::string& out = next_.buffer();
  out += head_;
  append_number(out, revision_);
  json::Members members(text);
  while (const auto member = members.next()) {
    // Recorded keys of these names would stand twice.
    if (member->key == "store" || member->key == "revision") continue;
    out += ',';
    out += member->quoted;
    out += ':';
    if (is_nested(member->value))
      json::append_string(out, member->value);
    else
      out += member->value;
  }
  out += "}\n";
  next_.settle();
}

void FlatLines::drain(std::string_view bytes) {
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    if (open_line_.empty()) {
      line(bytes.substr(0, end));
    } else {
      open_line_ += bytes.substr(0, end);
      line(open_line_);
      open_line_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  open_line_ += bytes;
}

}  // namespace trace::formats
