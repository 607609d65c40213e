// Rows as JSON: an object a line (`jsonl`), or one array of them (`json`). One thread.
#pragma once

#include "formats/row_writer.h"

#include <string>
#include <vector>

namespace trace::formats {

class JsonWriter final : public RowWriter {
 public:
  enum class Frame { lines, array };
  JsonWriter(ByteSink& sink, Frame frame) : sink_(sink), frame_(frame) {}

  void begin(std::span<const Column> columns) override;
  void row(std::span<const Cell> cells) override;
  void settle() override { sink_.flush(); }
  void end() override;

 private:
  ByteSink& sink_;
  Frame frame_;
  std::vector<std::string> keys_;  // `"key":`
  std::vector<bool> omit_null_;
  bool any_ = false;
};

}  // namespace trace::formats
