// Fills the tape of a Document from JSON as programs write it: objects, arrays, strings with proper
// escapes, plain numbers. Whatever else there is makes it give up, and the strict parser decides:
// so what is refused, and where, is one parser's word. Internal to Document; belongs to its thread.
#pragma once

#include "json/document.h"

#include <cstdint>

namespace trace::json {

class TapeReader {
 public:
  // Bytes of NUL that must follow the text in the copy.
  static constexpr std::size_t kPadding = 32;

  // REQUIRES: the document holds source and padded copy, its tape is empty.
  explicit TapeReader(Document& doc);
  // True: the tape is whole. False: it is to be thrown away, and the copy with it.
  bool read();

 private:
  bool element();
  bool value();
  bool key();
  bool string(bool is_key);
  bool escaped_string(char* begin, char* at, bool is_key);
  bool number();
  bool word(std::string_view word, Kind kind, bool truth);
  bool open(Kind kind);
  bool close();
  bool add_string(char* begin, const char* text_end, const char* quote, bool is_key);
  bool add(const Document::Node& node);
  void skip_blanks() noexcept;
  std::uint32_t place(const char* at) const noexcept {
    return static_cast<std::uint32_t>(at - begin_);
  }

  Document& doc_;
  char* const begin_;
  const char* const end_;
  char* at_;
};

}  // namespace trace::json
