#include "common/binding.h"

#include "calendar/span.h"

#include "common/value.h"

#include <limits>

namespace trace::cli {
namespace {

using base::Errc;
using base::Error;

constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();

std::string bound_text(const OptionDoc& doc, std::int64_t bound) {
  return doc.kind == ValueKind::bytes ? show_bytes(bound) : std::to_string(bound);
}

Error outside_range(const OptionDoc& doc) {
  std::string text = "expected a number";
  if (doc.high == kHighest)
    return {Errc::bad_usage, text + " of " + bound_text(doc, doc.low) + " or more"};
  if (doc.low != kLowest) text += " from " + bound_text(doc, doc.low);
  return {Errc::bad_usage, text + " to " + bound_text(doc, doc.high)};
}

// `-o run.html` means a file: say how to get one.
std::string file_hint(const OptionDoc& doc, std::string_view text) {
  const auto dot = text.rfind('.');
  if (doc.file_option.empty() || dot == std::string_view::npos) return {};
  for (const Choice& word : doc.choices) {
    if (word.name != text.substr(dot + 1)) continue;
    std::string hint = "; did you mean -";
    hint += doc.short_name;
    for (const auto part : {word.name, doc.file_option, text}) hint += ' ' + std::string(part);
    return hint + '?';
  }
  return {};
}

}  // namespace

base::Result<bool> read_value(const OptionDoc&, std::string_view text, const bool*) {
  return parse_switch(text);
}

base::Result<std::int64_t> read_value(const OptionDoc& doc, std::string_view text,
                                      const std::int64_t*) {
  auto value = doc.kind == ValueKind::bytes ? parse_bytes(text) : parse_number(text);
  const bool ranged = doc.low != kLowest || doc.high != kHighest;
  if (!value) return ranged && doc.kind == ValueKind::number ? outside_range(doc) : value.error();
  if (*value < doc.low || *value > doc.high) return outside_range(doc);
  return *value;
}

base::Result<double> read_value(const OptionDoc& doc, std::string_view text, const double*) {
  auto value = parse_real(text);
  if (!value) return value.error();
  if (*value < static_cast<double>(doc.low) || *value > static_cast<double>(doc.high)) {
    return outside_range(doc);
  }
  return *value;
}

base::Result<base::DurationMs> read_value(const OptionDoc&, std::string_view text,
                                          const base::DurationMs*) {
  auto span = calendar::parse_duration(text);
  if (span) return span;
  return Error{Errc::bad_usage, "expected a duration such as 250ms, 30s, 5m, 2h or 7d"};
}

base::Result<std::string> read_value(const OptionDoc& doc, std::string_view text,
                                     const std::string*) {
  if (!doc.choices.empty()) {
    auto known = read_choice(doc, text);
    if (!known) return known.error();
  }
  return std::string(text);
}

base::Result<int> read_choice(const OptionDoc& doc, std::string_view text) {
  std::string accepted;
  for (const Choice& word : doc.choices) {
    if (word.name == text) return word.value;
    if (!accepted.empty()) accepted += &word == &doc.choices.back() ? " or " : ", ";
    accepted += word.name;
  }
  return Error{Errc::bad_usage, "expected " + accepted + file_hint(doc, text)};
}

std::string show_value(const OptionDoc&, bool value) { return value ? "true" : "false"; }

std::string show_value(const OptionDoc& doc, std::int64_t value) {
  return doc.kind == ValueKind::bytes ? show_bytes(value) : std::to_string(value);
}

std::string show_value(const OptionDoc&, double value) { return show_real(value); }

std::string show_value(const OptionDoc&, base::DurationMs value) { return show_duration(value); }

std::string show_value(const OptionDoc&, const std::string& value) { return value; }

std::string show_choice(const OptionDoc& doc, int value) {
  for (const Choice& word : doc.choices) {
    if (word.value == value) return std::string(word.name);
  }
  return {};
}

}  // namespace trace::cli
