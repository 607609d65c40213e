#include "formats/delimited_writer.h"

#include "formats/csv_text.h"
#include "formats/number_text.h"
#include "formats/terminal_text.h"

namespace trace::formats {
namespace {

void append_tsv(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
}

using AppendText = void (*)(std::string&, std::string_view);

struct AppendCell {
  std::string& out;
  AppendText append_text;
  bool to_terminal;
  void operator()(std::monostate) const {}
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(double value) const { append_number(out, value); }
  void operator()(JsonText json) const { (*this)(json.v); }
  void operator()(std::string_view text) const {
    if (to_terminal) {
      append_text(out, terminal_text(text, Lines::keep));
    } else {
      append_text(out, text);
    }
  }
};

void append_head(ByteSink& sink, std::span<const Column> columns, char separator,
                 AppendText append_text) {
  std::string& out = sink.buffer();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += separator;
    append_text(out, columns[i].key);
  }
  out += '\n';
  sink.settle();
}

void append_cells(ByteSink& sink, std::span<const Cell> cells, char separator,
                  const AppendCell& append) {
  std::string& out = sink.buffer();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += separator;
    std::visit(append, cells[i]);
  }
  out += '\n';
  sink.settle();
}

}  // namespace

void CsvWriter::begin(std::span<const Column> columns) {
  append_head(sink_, columns, ',', append_csv_text);
}

void CsvWriter::row(std::span<const Cell> cells) {
  append_cells(sink_, cells, ',', {sink_.buffer(), append_csv_text, to_terminal_});
}

void TsvWriter::begin(std::span<const Column> columns) {
  append_head(sink_, columns, '\t', append_tsv);
}

void TsvWriter::row(std::span<const Cell> cells) {
  append_cells(sink_, cells, '\t', {sink_.buffer(), append_tsv, to_terminal_});
}

}  // namespace trace::formats
