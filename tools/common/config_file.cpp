#include "common/config_file.h"

#include "base/fd.h"

namespace trace::cli {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kLongestFile = std::size_t{1} << 20;

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

std::string_view take_word(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_key_char(text[n])) ++n;
  const auto word = text.substr(0, n);
  text.remove_prefix(n);
  return word;
}

// Take a "basic" or 'literal' string (toml.io/en/v1.0.0#string); false when it does not end.
bool take_string(std::string_view& text, std::string& out) {
  const char quote = text.front();
  text.remove_prefix(1);
  while (!text.empty() && text.front() != quote) {
    char c = text.front();
    text.remove_prefix(1);
    if (c == '\\' && quote == '"') {
      if (text.empty()) return false;
      const auto at = std::string_view("\"\\nt").find(text.front());
      if (at == std::string_view::npos) return false;
      c = "\"\\\n\t"[at];
      text.remove_prefix(1);
    }
    out += c;
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

// Take a number or a boolean: any run of characters that no other token uses.
bool take_bare(std::string_view& text, std::string& out) {
  std::size_t n = 0;
  while (n < text.size() && (is_key_char(text[n]) || text[n] == '.' || text[n] == '+')) ++n;
  out = text.substr(0, n);
  text.remove_prefix(n);
  const bool number =
      !out.empty() && out.find_first_not_of("0123456789.+-eE_") == std::string::npos;
  if (number) std::erase(out, '_');
  return number || out == "true" || out == "false";
}

bool take_scalar(std::string_view& text, std::string& out) {
  if (text.empty()) return false;
  const bool quoted = text.front() == '"' || text.front() == '\'';
  return quoted ? take_string(text, out) : take_bare(text, out);
}

bool take_array(std::string_view& text, std::vector<std::string>& out) {
  text.remove_prefix(1);
  for (;;) {
    skip_blanks(text);
    if (text.empty()) return false;
    if (text.front() == ']') break;
    std::string value;
    if (!take_scalar(text, value)) return false;
    out.push_back(std::move(value));
    skip_blanks(text);
    if (!text.empty() && text.front() == ',')
      text.remove_prefix(1);
    else if (text.empty() || text.front() != ']')
      return false;
  }
  text.remove_prefix(1);
  return true;
}

bool take_value(std::string_view& text, std::vector<std::string>& out) {
  if (!text.empty() && text.front() == '[') return take_array(text, out);
  std::string value;
  if (!take_scalar(text, value)) return false;
  out.push_back(std::move(value));
  return true;
}

bool at_end(std::string_view text) {
  skip_blanks(text);
  return text.empty() || text.front() == '#';
}

Error broken(int line, const char* what) {
  return {Errc::configuration, "line " + std::to_string(line) + ": " + what};
}

base::Status read_section(std::string_view line, int number, std::string& section) {
  line.remove_prefix(1);
  skip_blanks(line);
  section = take_word(line);
  skip_blanks(line);
  const bool closed = !section.empty() && line.starts_with(']') && at_end(line.substr(1));
  if (!closed) return broken(number, "expected [name-of-a-tool]");
  return base::Ok{};
}

base::Status read_entry(std::string_view line, ConfigEntry& entry) {
  entry.key = take_word(line);
  skip_blanks(line);
  if (entry.key.empty() || !line.starts_with('='))
    return broken(entry.line, "expected key = value");
  line.remove_prefix(1);
  skip_blanks(line);
  if (!take_value(line, entry.values) || !at_end(line)) {
    return broken(entry.line,
                  "expected a \"string\", a number, true, false or an array of strings");
  }
  return base::Ok{};
}

// Add the lines that follow while an array is still open.
std::string_view join_array(std::string_view line, std::string_view& rest, std::string& joined,
                            int& number) {
  const auto opens = line.find('[');
  if (line.find('=') > opens || opens == std::string_view::npos) return line;
  joined = line;
  while (joined.find(']', opens) == std::string::npos && !rest.empty()) {
    const auto end = rest.find('\n');
    const auto next = rest.substr(0, end);
    joined += ' ';
    joined += next.substr(0, next.find('#'));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++number;
  }
  return joined;
}

}  // namespace

base::Result<std::vector<ConfigEntry>> parse_config(std::string_view text) {
  std::vector<ConfigEntry> entries;
  std::string section;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    skip_blanks(line);
    if (at_end(line)) continue;
    const int first_line = number;
    std::string joined;
    base::Status done = base::Ok{};
    if (line.front() == '[') {
      done = read_section(line, number, section);
    } else {
      ConfigEntry entry{section, {}, {}, first_line};
      done = read_entry(join_array(line, text, joined, number), entry);
      if (done && section.empty())
        done = broken(first_line, "a key must stand below [name-of-a-tool]");
      entries.push_back(std::move(entry));
    }
    if (!done) return done.error();
  }
  return entries;
}

std::string read_config_text(const std::string& path) {
  try {
    return base::read_file(path, kLongestFile);
  } catch (const base::Failure& failure) {
    const bool too_long = failure.code() == Errc::full;
    throw base::Failure(too_long ? Errc::configuration : failure.code(), failure.what());
  }
}

}  // namespace trace::cli
