// Rows as CSV (RFC 4180, with LF line ends as Unix tools write them) and as TSV.
// CSV: text that a spreadsheet would take for a formula (= + - @ TAB CR NUL at its start) gets a
// leading apostrophe; cells that are numbers do not. TSV: tab, newline, CR and backslash leave as
// \t \n \r \\, so a row is always a line. One thread.
#pragma once

#include "formats/row_writer.h"

namespace trace::formats {

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(ByteSink& sink, bool to_terminal) : sink_(sink), to_terminal_(to_terminal) {}

  void begin(std::span<const Column> columns) override;
  void row(std::span<const Cell> cells) override;
  void settle() override { sink_.flush(); }
  void end() override {}

 private:
  ByteSink& sink_;
  bool to_terminal_;
};

class TsvWriter final : public RowWriter {
 public:
  TsvWriter(ByteSink& sink, bool to_terminal) : sink_(sink), to_terminal_(to_terminal) {}

  void begin(std::span<const Column> columns) override;
  void row(std::span<const Cell> cells) override;
  void settle() override { sink_.flush(); }
  void end() override {}

 private:
  ByteSink& sink_;
  bool to_terminal_;
};

}  // namespace trace::formats
