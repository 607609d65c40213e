#include "store/expression.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace trace::store {
namespace {

using base::Errc;
using base::Error;

Error refusal(const std::string& why) { return {Errc::bad_usage, "bad condition: " + why}; }

// The end of what is quoted from `at` on, npos when it is open. A doubled quote stands for itself
// (sqlite.org/lang_expr.html), which reads here as two quoted pieces.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char close = text[at] == '[' ? ']' : text[at];
  const std::size_t end = text.find(close, at + 1);
  return end == std::string_view::npos ? end : end + 1;
}

bool starts_comment(std::string_view text, std::size_t at) {
  const std::string_view two = text.substr(at, 2);
  return two == "--" || two == "/*";
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Is the key one of the words of the text? Case does not matter to SQL.
bool mentions(std::string_view text, std::string_view key) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  auto from = text.begin();
  while (true) {
    const auto found = std::search(from, text.end(), key.begin(), key.end(), same);
    if (found == text.end()) return false;
    const auto after = found + static_cast<std::ptrdiff_t>(key.size());
    const bool starts = found == text.begin() || !is_word(*(found - 1));
    if (starts && (after == text.end() || !is_word(*after))) return true;
    from = found + 1;
  }
}

}  // namespace

base::Status check_expression(std::string_view text) {
  int depth = 0;
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\0' || c == ';') return refusal("one expression is wanted");
    if (c == '?' || c == ':' || c == '@' || c == '$' || c == '#')
      return refusal("parameters are not known here");
    if (starts_comment(text, at)) return refusal("comments are not allowed");
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
      at = end_of_quoted(text, at);
      if (at == std::string_view::npos) return refusal("a quote is open");
      any = true;
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) return refusal("a parenthesis too many");
    any = any || is_word(c);
    ++at;
  }
  if (depth != 0) return refusal("a parenthesis is open");
  if (!any) return refusal("it is empty");
  return base::Ok{};
}

std::string where_condition(Entity entity, std::string_view text) {
  // Only the fields that are mentioned are computed: each costs work for every row that is looked
  // at.
  std::string columns;
  for (const Field& field : fields_of(entity)) {
    if (!mentions(text, field.key)) continue;
    columns += (columns.empty() ? "" : ", ") + readable(field) + " AS " + std::string(field.key);
  }
  if (columns.empty()) columns = "1 AS one";
  return "EXISTS (SELECT 1 FROM (SELECT " + columns + ") WHERE (" + std::string(text) + "))";
}

}  // namespace trace::store
