#include "trace-record/first_frame.h"

#include "model/ids.h"

#include <algorithm>

namespace trace::tools {
namespace {

std::string_view trimmed(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

// Names of events are the same in every stream.
bool is_event_name(std::string_view line) {
  return line.starts_with("event:") || line.starts_with("retry:") || line.starts_with(':');
}

}  // namespace

std::string_view first_frame(std::string_view head) {
  for (auto rest = head; !rest.empty();) {
    const auto end = rest.find('\n');
    const auto line = trimmed(rest.substr(0, end));
    const bool is_bracket = line == "{" || line == "[" || line == "[{";
    if (is_bracket) return head;
    if (!line.empty() && !is_event_name(line)) return line;
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return head;
}

std::string trace_of_frame(const digest::Key256& key, std::string_view head) {
  digest::Hasher hasher(key, 16);
  hasher.update(std::string_view("import\0", 7)).update(first_frame(head));
  return model::uuid8(hasher.finish128());
}

}  // namespace trace::tools
