// Rows as a Markdown table (GitHub's dialect). Text cannot leave its cell, become markup or drive a
// terminal. One thread.
#pragma once

#include "formats/row_writer.h"

namespace trace::formats {

class MarkdownWriter final : public RowWriter {
 public:
  explicit MarkdownWriter(ByteSink& sink) : sink_(sink) {}

  void begin(std::span<const Column> columns) override;
  void row(std::span<const Cell> cells) override;
  void settle() override { sink_.flush(); }
  void end() override {}

 private:
  ByteSink& sink_;
};

// Append text with everything that Markdown or HTML would read as markup escaped.
void append_markdown_text(std::string& out, std::string_view text);

}  // namespace trace::formats
