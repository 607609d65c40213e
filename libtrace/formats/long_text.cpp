#include "formats/long_text.h"

#include "base/utf8.h"
#include "formats/base64.h"
#include "formats/json_splice.h"
#include "json/writer.h"

namespace trace::formats {
namespace {

// Bytes at the end that may be the beginning of a character.
std::size_t open_bytes(std::string_view s) {
  for (std::size_t back = 1; back <= 3 && back <= s.size(); ++back) {
    const auto byte = static_cast<unsigned char>(s[s.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;  // goes on with a character
    const std::size_t length = byte >= 0xF0 ? 4 : (byte >= 0xE0 ? 3 : 2);
    return length > back ? back : 0;
  }
  return 0;
}

}  // namespace

std::string_view PieceJoiner::add(std::string_view piece) {
  joined_ = waiting_;
  joined_ += piece;
  const std::size_t open = open_bytes(joined_);
  waiting_.assign(joined_, joined_.size() - open, open);
  return std::string_view(joined_).substr(0, joined_.size() - open);
}

void TextCheck::add(std::string_view piece) {
  const std::string_view bytes = joiner_.add(piece);
  is_text_ = is_text_ && base::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

LongText::LongText(ByteSink& sink, Way way) : sink_(sink), way_(way) {
  if (way_ != Way::json) sink_.write("\"");
}

void LongText::add(std::string_view piece) {
  if (way_ == Way::base64)
    add_base64(piece);
  else
    write(joiner_.add(piece));
}

void LongText::write(std::string_view bytes) {
  if (way_ == Way::json) {
    splice_json(sink_.buffer(), bytes);
  } else {
    text_.clear();
    json::append_string(text_, bytes);
    sink_.buffer().append(text_, 1, text_.size() - 2);  // without its quotes
  }
  sink_.settle();
}

void LongText::add_base64(std::string_view piece) {
  waiting_ += piece;
  const std::size_t whole = waiting_.size() / 3 * 3;
  append_base64(sink_.buffer(), std::string_view(waiting_).substr(0, whole));
  waiting_.erase(0, whole);
  sink_.settle();
}

void LongText::end() {
  if (way_ == Way::base64)
    append_base64(sink_.buffer(), waiting_);
  else
    write(joiner_.rest());
  if (way_ != Way::json) sink_.write("\"");
}

}  // namespace trace::formats
