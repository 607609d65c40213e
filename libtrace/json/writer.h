// Writes JSON text into a string, commas and escapes included. Control characters, C1 and bidi
// marks become \uXXXX, bytes that are not UTF-8 become U+FFFD. Not checked: that begin and end
// match. One Writer belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::json {

class Writer {
 public:
  // Append to `out`, which must outlive the writer.
  explicit Writer(std::string& out) : out_(out) {}
  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }
  // Write a key; the next call writes its value.
  Writer& key(std::string_view k);
  Writer& string(std::string_view s);
  Writer& integer(std::int64_t v);
  Writer& real(double v);
  Writer& boolean(bool v);
  Writer& null();
  // Write text that is JSON already, as it is.
  Writer& raw(std::string_view json);

 private:
  Writer& open(char c);
  Writer& close(char c);
  void separate();
  std::string& out_;
  bool first_ = true;
};

// Append `s` as a JSON string literal, quotes included.
void append_string(std::string& out, std::string_view s);

}  // namespace trace::json
