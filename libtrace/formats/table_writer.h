// Rows as a table for people: it fits the width of the terminal, and nothing recorded can drive it.
// The first rows decide the widths; later ones are cut to them, so any number of rows streams by.
// One thread.
#pragma once

#include "formats/row_writer.h"

#include <string>
#include <vector>

namespace trace::formats {

class TableWriter final : public RowWriter {
 public:
  TableWriter(ByteSink& sink, const WriterOptions& options) : sink_(sink), options_(options) {}

  void begin(std::span<const Column> columns) override;
  void row(std::span<const Cell> cells) override;
  void settle() override;
  void end() override;

 private:
  using Line = std::vector<std::string>;
  static constexpr std::size_t kRowsForWidths = 1000;

  void decide_widths();
  void print(const Line& line, bool head);
  void append_cell(std::string& out, std::size_t column, const std::string& text, bool head) const;
  std::string_view color_of(std::size_t column, std::string_view text) const;

  ByteSink& sink_;
  WriterOptions options_;
  std::vector<Column> columns_;
  std::vector<int> widths_;  // empty until they are decided
  std::vector<Line> waiting_;
};

}  // namespace trace::formats
