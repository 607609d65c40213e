#include "formats/csv_text.h"

#include "formats/number_text.h"

#include <algorithm>

namespace trace::formats {
namespace {

void append_doubled(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t quote = text.find('"', at);
    out += text.substr(at, quote == std::string_view::npos ? quote : quote + 1 - at);
    if (quote == std::string_view::npos) return;
    out += '"';
    at = quote + 1;
  }
}

bool needs_quotes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
}

}  // namespace

bool starts_formula(std::string_view text) noexcept {
  using namespace std::string_view_literals;
  return !text.empty() && "=+-@\t\r\0"sv.find(text.front()) != std::string_view::npos;
}

// RFC 4180 §2.5–2.7: quotes around what holds a comma, a quote or a line break; quotes doubled.
void append_csv_text(std::string& out, std::string_view text) {
  const bool guard = starts_formula(text);
  if (!needs_quotes(text)) {
    if (guard) out += '\'';
    out += text;
    return;
  }
  out += guard ? "\"'" : "\"";
  append_doubled(out, text);
  out += '"';
}

std::string& CsvText::next() {
  std::string& out = sink_.buffer();
  if (!first_) out += ',';
  first_ = false;
  return out;
}

void CsvText::text(std::string_view value) { append_csv_text(next(), value); }

void CsvText::number(const std::optional<std::int64_t>& value) {
  std::string& out = next();
  if (value) append_number(out, *value);
}

void CsvText::plain(std::string_view value) { next() += value; }

void CsvText::pieces(const std::function<void(const model::PieceOut&)>& walk) {
  next() += '"';
  bool begins = true;
  walk([&](std::string_view piece) {
    std::string& out = sink_.buffer();
    if (begins && starts_formula(piece)) out += '\'';
    begins = begins && piece.empty();
    append_doubled(out, piece);
    sink_.settle();
  });
  sink_.buffer() += '"';
}

void CsvText::end() {
  sink_.buffer() += '\n';
  sink_.settle();
  first_ = true;
}

}  // namespace trace::formats
