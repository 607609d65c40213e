#include "formats/markdown_writer.h"

#include "formats/number_text.h"
#include "formats/terminal_text.h"

namespace trace::formats {
namespace {

struct AppendCell {
  std::string& out;
  void operator()(std::monostate) const {}
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(double value) const { append_number(out, value); }
  void operator()(JsonText json) const { append_markdown_text(out, json.v); }
  void operator()(std::string_view text) const { append_markdown_text(out, text); }
};

}  // namespace

void append_markdown_text(std::string& out, std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]|~";
  const std::string safe = terminal_text(text, Lines::keep);
  for (const char c : safe) {
    if (c == '\n') {
      out += "<br>";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (kMarkup.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
}

void MarkdownWriter::begin(std::span<const Column> columns) {
  std::string& out = sink_.buffer();
  for (const Column& column : columns) {
    out += "| ";
    append_markdown_text(out, column.title.empty() ? column.key : column.title);
    out += ' ';
  }
  out += "|\n";
  for (const Column& column : columns) out += column.right_aligned ? "| ---: " : "| --- ";
  out += "|\n";
  sink_.settle();
}

void MarkdownWriter::row(std::span<const Cell> cells) {
  std::string& out = sink_.buffer();
  for (const Cell& cell : cells) {
    out += "| ";
    std::visit(AppendCell{out}, cell);
    out += ' ';
  }
  out += "|\n";
  sink_.settle();
}

}  // namespace trace::formats
