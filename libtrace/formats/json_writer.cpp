#include "formats/json_writer.h"

#include "formats/json_text.h"
#include "formats/number_text.h"

namespace trace::formats {
namespace {

struct AppendJson {
  std::string& out;
  void operator()(std::monostate) const { out += "null"; }
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(double value) const { append_number(out, value); }
  void operator()(std::string_view text) const { append_json_string(out, text); }
  void operator()(JsonText json) const { append_json_fragment(out, json.v); }
};

}  // namespace

void JsonWriter::begin(std::span<const Column> columns) {
  for (const Column& column : columns) {
    std::string key;
    append_json_string(key, column.key);
    keys_.push_back(key + ":");
    omit_null_.push_back(column.omit_null);
  }
  if (frame_ == Frame::array) sink_.write("[");
}

void JsonWriter::row(std::span<const Cell> cells) {
  std::string& out = sink_.buffer();
  if (frame_ == Frame::array) out += any_ ? ",\n " : "\n ";
  any_ = true;
  char before = '{';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (omit_null_[i] && cells[i].index() == 0) continue;
    out += before;
    before = ',';
    out += keys_[i];
    std::visit(AppendJson{out}, cells[i]);
  }
  if (before == '{') out += before;
  out += '}';
  if (frame_ == Frame::lines) out += '\n';
  sink_.settle();
}

void JsonWriter::end() {
  if (frame_ == Frame::array) sink_.write(any_ ? "\n]\n" : "]\n");
}

}  // namespace trace::formats
