// The shape of a JSON line that is too long to be held: the same document with every string cut
// after 4 KiB, so that a dialect still sees type, ids and counters. Bounded: beyond 1 MiB it gives
// up. One object belongs to one line and thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::ingest {

class Skeleton {
 public:
  static constexpr std::size_t kMaxString = 4096;
  static constexpr std::size_t kMaxSize = 1 << 20;

  void feed(std::string_view bytes);
  // The document so far; empty when it grew beyond its bound.
  std::string_view text() const noexcept {
    return text_.size() > kMaxSize ? std::string_view{} : std::string_view(text_);
  }
  void clear();

 private:
  void feed_string(char c);
  std::string text_;
  std::size_t in_string_ = 0;  // bytes kept of the open string, +1; 0: outside
  bool escaped_ = false;
  unsigned hex_left_ = 0;  // digits of \uXXXX that belong to what was kept
  bool cut_ = false;
};

}  // namespace trace::ingest
