// Cuts a stream of chunks into lines. A line longer than `hold` is not held: it comes in pieces.
// Bytes are given as they are, CR included, the line feed left out. Not for reading. One object
// belongs to one stream and thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::ingest {

// A line, or a piece of a long one. The view dies at the next call.
struct Piece {
  std::string_view bytes;
  std::uint64_t line = 0;   // from 1
  std::uint32_t index = 0;  // of the piece in its line
  bool is_last = true;
  bool has_newline = true;  // of the last piece: a line feed followed
};

class LineSplitter {
 public:
  static constexpr std::size_t kPiece = 256 << 10;

  explicit LineSplitter(std::size_t hold = 1 << 20) : hold_(hold) {}

  // Hand every complete line in `chunk` (and before it) to `f(const Piece&)`.
  template <typename F>
  void feed(std::string_view chunk, F&& f) {
    while (!chunk.empty()) {
      const auto end = chunk.find('\n');
      if (end == std::string_view::npos) return hold(chunk, f);
      end_line(chunk.substr(0, end), true, f);
      chunk.remove_prefix(end + 1);
    }
  }
  // The stream ended: hand over a last line without line feed.
  template <typename F>
  void finish(F&& f) {
    if (!pending_.empty() || index_ > 0) end_line({}, false, f);
  }
  // Lines handed over, whole.
  std::uint64_t lines() const noexcept { return line_; }
  bool has_pending() const noexcept { return !pending_.empty() || index_ > 0; }

 private:
  template <typename F>
  void end_line(std::string_view rest, bool has_newline, F& f) {
    const bool fits = index_ == 0 && pending_.size() + rest.size() <= hold_;
    if (!fits) {
      hold(rest, f);
      rest = pending_;
    } else if (!pending_.empty()) {
      pending_ += rest;
      rest = pending_;
    }
    ++line_;
    f(Piece{rest, line_, index_, true, has_newline});
    pending_.clear();
    index_ = 0;
  }
  template <typename F>
  void hold(std::string_view bytes, F& f) {
    pending_ += bytes;
    if (index_ == 0 && pending_.size() <= hold_) return;
    std::size_t at = 0;
    for (; pending_.size() - at > kPiece; at += kPiece)
      f(Piece{std::string_view(pending_).substr(at, kPiece), line_ + 1, index_++, false, false});
    pending_.erase(0, at);
  }

  std::size_t hold_;
  std::string pending_;
  std::uint64_t line_ = 0;
  std::uint32_t index_ = 0;
};

}  // namespace trace::ingest
