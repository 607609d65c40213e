// Recorded bytes that come in pieces because they are too long to be held whole, written into a
// line as what short ones would be: JSON, a string, or base64. A character may lie in two pieces.
// One thread.
#pragma once

#include "formats/byte_sink.h"

#include <string>
#include <string_view>

namespace trace::formats {

// Cuts pieces at the edges of characters.
class PieceJoiner {
 public:
  // Return what can be used of the bytes so far; the rest waits. Dies at the next call.
  std::string_view add(std::string_view piece);
  // Return what still waits.
  std::string_view rest() const { return waiting_; }

 private:
  std::string joined_, waiting_;
};

// Tells whether all pieces together are UTF-8 without a NUL.
class TextCheck {
 public:
  void add(std::string_view piece);
  bool is_text() const { return is_text_ && joiner_.rest().empty(); }

 private:
  PieceJoiner joiner_;
  bool is_text_ = true;
};

// Writes pieces in one of three ways.
class LongText {
 public:
  enum class Way { json, string, base64 };
  // `sink` must outlive this.
  LongText(ByteSink& sink, Way way);
  void add(std::string_view piece);
  void end();

 private:
  void write(std::string_view bytes);
  void add_base64(std::string_view piece);

  ByteSink& sink_;
  Way way_;
  PieceJoiner joiner_;
  std::string waiting_, text_;
};

}  // namespace trace::formats
