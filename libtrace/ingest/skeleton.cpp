#include "ingest/skeleton.h"

namespace trace::ingest {

void Skeleton::clear() { *this = Skeleton{}; }

void Skeleton::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (text_.size() > kMaxSize) return;
    if (in_string_ > 0) {
      feed_string(c);
      continue;
    }
    text_ += c;
    if (c == '"') in_string_ = 1;
  }
}

void Skeleton::feed_string(char c) {
  // A cut never falls into an escape or a character: kept bytes end before one.
  const bool begins_unit =
      !escaped_ && hex_left_ == 0 && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  if (begins_unit && in_string_ > kMaxString) cut_ = true;
  if (!cut_) {
    text_ += c;
    ++in_string_;
  }
  if (hex_left_ > 0) {
    --hex_left_;
  } else if (escaped_) {
    escaped_ = false;
    if (c == 'u') hex_left_ = 4;
  } else if (c == '\\') {
    escaped_ = true;
  } else if (c == '"') {
    if (cut_) text_ += '"';
    in_string_ = 0;
    cut_ = false;
  }
}

}  // namespace trace::ingest
