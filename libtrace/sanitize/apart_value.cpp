#include "sanitize/apart_value.h"

#include "sanitize/bytes.h"
#include "sanitize/site_text.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kTagReach = 128;
constexpr std::size_t kAnnotationReach = 32;
constexpr std::size_t kBlockReach = 8192;

// The word that ends before `at`, over blanks, a mark and a quote: `name` of `name: "`.
bool follows_name_word(std::string_view text, std::size_t at, char mark) {
  while (at > 0 && (text[at - 1] == ' ' || is(text[at - 1], kQuote) || text[at - 1] == '\\')) --at;
  if (at == 0 || text[at - 1] != mark) return false;
  const std::string_view head = text.substr(0, at - 1);
  for (const std::string_view word : {"name", "key"}) {
    if (head.size() >= word.size() && equal_folded(head.substr(head.size() - word.size()), word))
      return true;
  }
  return false;
}

std::optional<KeySite> at_value(std::string_view text, KeySite site, std::size_t value) {
  site.op = Operator::named;
  site.value = skip_blanks(text, value, false);
  if (site.value >= text.size()) return std::nullopt;
  return site;
}

// The end of the run of text of one line.
std::size_t line_end(std::string_view text, std::size_t i) {
  const std::size_t limit = std::min(text.size(), i + kBlockReach);
  while (i < limit && text[i] != '\n' && text[i] != '"') {
    if (text[i] == '\\' && after_line_end(text, i) != std::string_view::npos) break;
    ++i;
  }
  return i;
}

std::size_t indentation(std::string_view text, std::size_t i) {
  std::size_t n = 0;
  while (at_or_nul(text, i + n) == ' ') ++n;
  return n;
}

}  // namespace

std::optional<KeySite> read_attribute(std::string_view text, KeySite site, std::size_t after) {
  const std::size_t open = site.begin - 1 - std::min<std::size_t>(site.level, site.begin - 1);
  if (open == 0 || !follows_name_word(text, open, '=')) return std::nullopt;
  if (at_or_nul(text, after) == '>') {
    site.op = Operator::element;
    site.value = after + 1;
    return site.value < text.size() ? std::optional(site) : std::nullopt;
  }
  if (const std::size_t next = after_line_end(text, after); next != std::string_view::npos) {
    const std::size_t part = after_line_end(text, next);
    return part == std::string_view::npos ? std::nullopt : at_value(text, site, part);
  }
  const std::size_t limit = std::min(text.size(), after + kTagReach);
  for (std::size_t i = after; i < limit && text[i] != '<' && text[i] != '>' && text[i] != '\n';
       ++i) {
    if (text[i] != '=' || i < after + 6 || is(text[i - 6], kToken)) continue;
    if (!equal_folded(text.substr(i - 5, 5), "value")) continue;
    site.quoted = false;
    return at_value(text, site, i + 1);
  }
  return std::nullopt;
}

std::optional<KeySite> read_item(std::string_view text, KeySite site) {
  if (!follows_name_word(text, site.begin, ':')) return std::nullopt;
  std::size_t i = site.end;
  if (const auto quote = quote_at(text, i)) i = quote->at + 1;
  i = after_line_end(text, i);
  if (i == std::string_view::npos) return std::nullopt;
  i = skip_blanks(text, i, false);
  if (!starts_folded(text.substr(std::min(i, text.size())), "value:")) return std::nullopt;
  return at_value(text, site, i + 6);
}

std::optional<KeySite> read_element(std::string_view text, KeySite site) {
  std::size_t open = site.begin;
  if (open > 0 && text[open - 1] == ':') --open;
  while (open > 0 && open < site.begin && site.begin - open < 16 && is(text[open - 1], kAlnum))
    --open;
  if (open == 0 || text[open - 1] != '<' || at_or_nul(text, site.end) != ' ') return std::nullopt;
  const std::size_t limit = std::min(text.size(), site.end + kTagReach);
  std::size_t i = site.end;
  while (i < limit && text[i] != '>' && text[i] != '<' && text[i] != '\n') ++i;
  if (i + 1 >= limit || text[i] != '>' || text[i - 1] == '/') return std::nullopt;
  site.op = Operator::element;
  site.value = i + 1;
  return site;
}

std::optional<Value> read_block_scalar(std::string_view text, const KeySite& site) {
  std::size_t i = site.value + 1;
  while (is(at_or_nul(text, i), kDigit) || at_or_nul(text, i) == '-' || at_or_nul(text, i) == '+')
    ++i;
  std::size_t next = after_line_end(text, i);
  if (next == std::string_view::npos) return std::nullopt;
  const std::size_t indent = indentation(text, next);
  if (indent == 0 || next + indent >= text.size()) return std::nullopt;
  Value value{ValueKind::text, next + indent, 0, 0};
  while (next != std::string_view::npos && indentation(text, next) >= indent) {
    value.end = line_end(text, next + indent);
    next = after_line_end(text, value.end);
  }
  return value;
}

std::size_t skip_annotation(std::string_view text, std::size_t i) {
  const std::size_t limit = std::min(text.size(), i + kAnnotationReach);
  std::size_t end = i;
  while (end < limit && (is(text[end], kAlnum) ||
                         std::string_view("<>[]?&'|_* ").find(text[end]) != std::string_view::npos))
    ++end;
  const bool typed = end < limit && end > i + 1 && text[end] == '=' && text[end - 1] == ' ' &&
                     is(text[end - 2], kLetter | kMark | kDash) && at_or_nul(text, end + 1) == ' ';
  return typed ? end : i;
}

}  // namespace trace::sanitize
