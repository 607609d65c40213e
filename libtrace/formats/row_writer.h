// Rows of named cells out, in one of the formats of the command line. Writers never see SQL and
// never a model type: a tool hands them cells. One thread.
#pragma once

#include "formats/byte_sink.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace trace::formats {

enum class Format { table, jsonl, json, csv, tsv, md };

// Return the format of that name (`table`, `jsonl`, …).
std::optional<Format> format_named(std::string_view name);

// How a table colours the words of a column.
enum class Paint { none, status, severity, dim };

struct Column {
  std::string key;             // the JSON key, the CSV head
  std::string title = {};      // the head in a table; empty: the key
  bool right_aligned = false;  // numbers
  int priority = 1;            // in a narrow table the highest numbers leave first; 0 always stays
  int min_width = 4;           // columns that a shrunken cell keeps at least
  bool omit_null = false;      // in JSON: an absent cell leaves its key out
  Paint paint = Paint::none;
};

// A piece of text that is JSON already. REQUIRES: one valid JSON value.
struct JsonText {
  std::string_view v;
};

// One value. Views need to live until row() returns.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string_view, JsonText>;

struct WriterOptions {
  int width = 80;            // table: columns of the terminal; 0: as wide as the rows need
  bool color = false;        // table only
  bool to_terminal = false;  // csv, tsv, md: show control characters as visible escapes
};

class RowWriter {
 public:
  RowWriter() = default;
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  virtual ~RowWriter() = default;

  // Start with these columns. Call once, before the first row.
  virtual void begin(std::span<const Column> columns) = 0;
  // Write one row. REQUIRES: as many cells as columns.
  virtual void row(std::span<const Cell> cells) = 0;
  // Hand on rows that are held back for their widths, so that a live reader sees them.
  virtual void settle() {}
  // Finish. Call once; the sink is left open.
  virtual void end() = 0;
};

// Make the writer of a format. `sink` must outlive it.
std::unique_ptr<RowWriter> make_row_writer(Format format, ByteSink& sink,
                                           const WriterOptions& options);

}  // namespace trace::formats
