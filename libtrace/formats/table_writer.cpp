#include "formats/table_writer.h"

#include "formats/display_width.h"
#include "formats/number_text.h"
#include "formats/table_layout.h"
#include "formats/terminal_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::formats {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kCyan = "\x1b[36m";

struct WordColor {
  std::string_view word;
  std::string_view color;
};
constexpr std::array<WordColor, 8> kStatusColors{{{"success", kGreen},
                                                  {"error", kRed},
                                                  {"timeout", kRed},
                                                  {"quota_exceeded", kRed},
                                                  {"abandoned", kYellow},
                                                  {"canceled", kYellow},
                                                  {"running", kCyan},
                                                  {"queued", kCyan}}};
constexpr std::array<WordColor, 3> kSeverityColors{
    {{"error", kRed}, {"warn", kYellow}, {"debug", kDim}}};

std::string_view find_color(std::span<const WordColor> colors, std::string_view word) {
  const auto found = std::find_if(colors.begin(), colors.end(),
                                  [&](const WordColor& c) { return c.word == word; });
  return found == colors.end() ? std::string_view{} : found->color;
}

struct CellText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const {
    std::string out;
    append_number(out, value);
    return out;
  }
  std::string operator()(double value) const {
    std::string out;
    append_number(out, value);
    return out;
  }
  // A cell is one line of a screen at most: what is longer is cut before any work is done on it.
  std::string operator()(std::string_view text) const {
    return terminal_text(text.substr(0, 4096));
  }
  std::string operator()(JsonText json) const { return (*this)(json.v); }
};

}  // namespace

void TableWriter::begin(std::span<const Column> columns) {
  columns_.assign(columns.begin(), columns.end());
}

void TableWriter::row(std::span<const Cell> cells) {
  Line line;
  line.reserve(cells.size());
  for (const Cell& cell : cells) line.push_back(std::visit(CellText{}, cell));
  if (!widths_.empty()) {
    print(line, false);
    return;
  }
  waiting_.push_back(std::move(line));
  if (waiting_.size() >= kRowsForWidths) decide_widths();
}

void TableWriter::settle() {
  if (widths_.empty() && !waiting_.empty()) decide_widths();
  sink_.flush();
}

void TableWriter::end() {
  if (widths_.empty() && !waiting_.empty()) decide_widths();
}

void TableWriter::decide_widths() {
  Line head;
  std::vector<ColumnNeed> needs;
  for (const Column& column : columns_) {
    head.push_back(terminal_text(column.title.empty() ? column.key : column.title));
    needs.push_back({display_width(head.back()), column.min_width, column.priority});
  }
  for (const Line& line : waiting_) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      needs[i].natural = std::max(needs[i].natural, display_width(line[i]));
    }
  }
  widths_ = lay_out(needs, options_.width);
  print(head, true);
  for (const Line& line : waiting_) print(line, false);
  waiting_.clear();
}

void TableWriter::print(const Line& line, bool head) {
  std::string& out = sink_.buffer();
  const std::size_t start = out.size();
  bool first = true;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (widths_[i] == 0) continue;
    if (!first) out.append(kColumnGap, ' ');
    first = false;
    append_cell(out, i, line[i], head);
  }
  while (out.size() > start && out.back() == ' ') out.pop_back();
  out += '\n';
  sink_.settle();
}

void TableWriter::append_cell(std::string& out, std::size_t column, const std::string& text,
                              bool head) const {
  std::string shown;
  append_elided(shown, text, widths_[column]);
  const int blanks = std::max(0, widths_[column] - display_width(shown));
  const std::string_view color = !options_.color || text.empty() ? std::string_view{}
                                 : head                          ? kBold
                                                                 : color_of(column, text);
  if (columns_[column].right_aligned) out.append(static_cast<std::size_t>(blanks), ' ');
  out += color;
  out += shown;
  if (!color.empty()) out += kReset;
  if (!columns_[column].right_aligned) out.append(static_cast<std::size_t>(blanks), ' ');
}

std::string_view TableWriter::color_of(std::size_t column, std::string_view text) const {
  switch (columns_[column].paint) {
    case Paint::none:
      return {};
    case Paint::dim:
      return kDim;
    case Paint::status:
      return find_color(kStatusColors, text);
    case Paint::severity:
      return find_color(kSeverityColors, text);
  }
  return {};
}

}  // namespace trace::formats
