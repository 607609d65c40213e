// Cells of CSV, one after the other: for rows whose text may be too long to be held whole. What
// RowWriter does for short ones (delimited_writer.h). RFC 4180; text that a spreadsheet would take
// for a formula gets a leading apostrophe. One thread.
#pragma once

#include "formats/byte_sink.h"
#include "model/event_row.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace trace::formats {

class CsvText {
 public:
  // `sink` must outlive this.
  explicit CsvText(ByteSink& sink) : sink_(sink) {}

  // Append a cell.
  void text(std::string_view value);
  void number(const std::optional<std::int64_t>& value);
  // Append a cell of ours that needs no look: digits, a time, a word.
  void plain(std::string_view value);
  // Append a cell that comes in pieces.
  void pieces(const std::function<void(const model::PieceOut&)>& walk);
  // End the row.
  void end();

 private:
  std::string& next();

  ByteSink& sink_;
  bool first_ = true;
};

// Tell whether a spreadsheet may take a cell for a formula (OWASP ASVS 1.2.10, CWE-1236).
bool starts_formula(std::string_view text) noexcept;

// Append a cell of text.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace trace::formats
