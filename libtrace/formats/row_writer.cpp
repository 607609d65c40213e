#include "formats/row_writer.h"

#include "formats/delimited_writer.h"
#include "formats/json_writer.h"
#include "formats/markdown_writer.h"
#include "formats/table_writer.h"

#include <array>
#include <utility>

namespace trace::formats {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 6> kFormats{{
    {"table", Format::table},
    {"jsonl", Format::jsonl},
    {"json", Format::json},
    {"csv", Format::csv},
    {"tsv", Format::tsv},
    {"md", Format::md},
}};

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

std::unique_ptr<RowWriter> make_row_writer(Format format, ByteSink& sink,
                                           const WriterOptions& options) {
  switch (format) {
    case Format::table:
      return std::make_unique<TableWriter>(sink, options);
    case Format::jsonl:
      return std::make_unique<JsonWriter>(sink, JsonWriter::Frame::lines);
    case Format::json:
      return std::make_unique<JsonWriter>(sink, JsonWriter::Frame::array);
    case Format::csv:
      return std::make_unique<CsvWriter>(sink, options.to_terminal);
    case Format::tsv:
      return std::make_unique<TsvWriter>(sink, options.to_terminal);
    case Format::md:
      return std::make_unique<MarkdownWriter>(sink);
  }
  return nullptr;
}

}  // namespace trace::formats
