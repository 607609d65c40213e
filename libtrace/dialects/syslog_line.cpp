#include "dialects/syslog_line.h"

#include "dialects/line_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::dialects {
namespace {

using model::Level;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Take up to the next blank, and the blank.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::string_view unless_nil(std::string_view word) {
  return word == "-" ? std::string_view{} : word;
}

// `<34>`: facility * 8 + severity (RFC 5424 §6.2.1).
std::optional<int> take_priority(std::string_view& text) {
  const auto end = text.find('>');
  if (!text.starts_with('<') || end == std::string_view::npos || end < 2 || end > 4)
    return std::nullopt;
  int value = 0;
  for (const char c : text.substr(1, end - 1)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (value > 191) return std::nullopt;
  text.remove_prefix(end + 1);
  return value;
}

Level level_of_priority(int priority) {
  const int severity = priority % 8;
  if (severity <= 3) return Level::error;
  return severity == 4 ? Level::warn : severity < 7 ? Level::info : Level::debug;
}

// Structured data: `-`, or elements in brackets whose values may hold escaped ones.
void skip_structured_data(std::string_view& text) {
  if (text.starts_with('-')) return text.remove_prefix(1);
  bool in_value = false, in_element = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && in_value) {
      ++at;
    } else if (c == '"') {
      in_value = !in_value;
    } else if (!in_value && (c == '[' || c == ']')) {
      in_element = c == '[';
    } else if (!in_element) {
      return text.remove_prefix(at);
    }
  }
  text = {};
}

// RFC 5424 §6, after the priority and `1 `.
std::optional<SyslogLine> read_new(std::string_view text, base::UnixMicros arrived,
                                   LocalZone& zone) {
  SyslogLine out;
  const auto time = take_word(text);
  const auto at = leading_time(time, zone.get());
  if (!at && time != "-") return std::nullopt;
  out.at = at ? at->at : arrived;
  out.host = unless_nil(take_word(text));
  out.tag = unless_nil(take_word(text));
  out.pid = unless_nil(take_word(text));
  take_word(text);  // MSGID
  skip_structured_data(text);
  out.message = trimmed(text);
  out.is_certain = true;
  return out;
}

bool is_tag(std::string_view word) {
  if (word.empty() || word.size() > 100) return false;
  return word.find_first_of("\"=<>{}") == std::string_view::npos;
}

// `tag[pid]: `, `tag: ` (RFC 3164 §4.1.3).
void take_tag(std::string_view& text, SyslogLine& out) {
  auto rest = text;
  auto word = take_word(rest);
  if (!word.ends_with(':')) return;
  word.remove_suffix(1);
  const auto open = word.find('[');
  const auto name = word.substr(0, open);
  if (!is_tag(name)) return;
  if (open != std::string_view::npos && word.ends_with(']'))
    out.pid = word.substr(open + 1, word.size() - open - 2);
  out.tag = name;
  text = rest;
}

bool is_host(std::string_view word) {
  if (word.empty() || word.size() > 255 || word.ends_with(':')) return false;
  return std::all_of(word.begin(), word.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == ':' || c == '%';
  });
}

// RFC 3164 §4.1.2, or what the daemons of today write: the time of RFC 3339 instead.
std::optional<SyslogLine> read_old(std::string_view text, base::UnixMicros arrived,
                                   LocalZone& zone) {
  SyslogLine out;
  const auto bsd = leading_bsd_time(text, arrived, zone.get());
  const auto time = bsd ? bsd : leading_time(text, zone.get());
  if (!time || time->size >= text.size() || text[time->size] != ' ') return std::nullopt;
  out.at = time->at;
  text.remove_prefix(time->size + 1);
  auto rest = text;
  const auto host = take_word(rest);
  if (!is_host(host)) return std::nullopt;
  out.host = host;
  take_tag(rest, out);
  out.message = trimmed(rest);
  // Only a process number tells such a line from what other programs write.
  out.is_certain = bsd && !out.tag.empty();
  if (!bsd && out.pid.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<SyslogLine> read_syslog(std::string_view line, base::UnixMicros arrived,
                                      LocalZone& zone) {
  auto text = trimmed(line);
  const auto priority = take_priority(text);
  std::optional<SyslogLine> out;
  if (priority && text.starts_with("1 "))
    out = read_new(text.substr(2), arrived, zone);
  else
    out = read_old(text, arrived, zone);
  if (!out || !priority) return out;
  out->level = level_of_priority(*priority);
  out->is_certain = true;
  return out;
}

}  // namespace trace::dialects
