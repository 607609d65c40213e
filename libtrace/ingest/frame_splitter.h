// Cuts a stream of chunks into frames: a line; or a server-sent event with its blank line; or a
// JSON document printed over many lines. A frame longer than what may be held comes in pieces.
// Bytes are given as they are, CR and inner line feeds included, the last line feed left out. Not
// for reading. One object belongs to one stream and thread.
#pragma once

#include "ingest/json_scanner.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace trace::ingest {

// A frame, or a piece of a long one. The view dies at the next call.
struct Piece {
  std::string_view bytes;
  std::uint64_t frame = 0;      // from 1
  std::uint64_t last_line = 0;  // of the frame, from 1; known when is_last
  std::uint32_t index = 0;      // of the piece in its frame
  bool is_last = true;
  bool has_newline = true;  // of the last piece: a line feed followed
};

enum class Framing : std::uint8_t { lines, any };

class FrameSplitter {
 public:
  static constexpr std::size_t kPiece = 256 << 10;
  static constexpr std::size_t kMaxDocument = 8 << 20;  // held whole

  explicit FrameSplitter(std::size_t hold = 1 << 20, Framing framing = Framing::lines)
      : hold_(hold), framing_(framing) {}

  // Hand every complete frame in `chunk` (and before it) to `f(const Piece&)`.
  template <typename F>
  void feed(std::string_view chunk, F&& f) {
    while (!chunk.empty()) {
      const auto end = chunk.find('\n');
      if (end == std::string_view::npos) return add(chunk, f);
      end_line(chunk.substr(0, end), f);
      chunk.remove_prefix(end + 1);
    }
  }
  // The stream ended: hand over a last frame. It has a line feed when its last line has one.
  template <typename F>
  void finish(F&& f) {
    const bool is_open = line_size_ > 0;
    if (is_open) ++lines_;
    if (!pending_.empty() && !is_open) pending_.pop_back();
    if (!pending_.empty() || index_ > 0 || kind_ != Kind::line) end_frame({}, !is_open, f);
  }

 private:
  enum class Kind : std::uint8_t { line, event, document };

  static constexpr bool is_field(std::string_view line) noexcept {
    return line.starts_with(':') || line.starts_with("data:") || line.starts_with("event:") ||
           line.starts_with("id:") || line.starts_with("retry:");
  }
  static std::string_view bare(std::string_view line) noexcept {
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
  }

  // The frame that a line opens when it stands at the begin of one.
  Kind opened_by(std::string_view line) {
    if (framing_ == Framing::lines || line.empty()) return Kind::line;
    if (line.starts_with("data:") || line.starts_with("event:") || (sees_events_ && is_field(line)))
      return Kind::event;
    // Later ones are told by a bracket that stands alone: reading every line twice costs too much.
    const bool may_open = line.size() <= 4 || is_first_;
    if (!may_open) return Kind::line;
    const auto text = bare(line);
    if (text.empty()) return Kind::line;
    const bool was_first = std::exchange(is_first_, false);
    if (text.front() != '{' && text.front() != '[') return Kind::line;
    if (!was_first && text != "{" && text != "[" && text != "[{") return Kind::line;
    scanner_ = JsonScanner();
    scanner_.feed(text);
    return scanner_.feed("\n") == JsonScanner::State::inside ? Kind::document : Kind::line;
  }

  template <typename F>
  void end_line(std::string_view rest, F& f) {
    ++lines_;
    const bool is_fresh = pending_.empty();
    if (kind_ == Kind::line && index_ == 0) {
      if (!is_fresh) pending_ += rest;
      kind_ = opened_by(is_fresh ? rest : std::string_view(pending_));
      if (kind_ == Kind::line) return end_frame(is_fresh ? rest : std::string_view{}, true, f);
      frame_line_ = lines_ - 1;
      if (is_fresh) pending_ = rest;
      line_size_ = 0;
      sees_events_ = sees_events_ || kind_ == Kind::event;
      return hold_line(f);
    }
    if (kind_ == Kind::line) return end_frame(rest, true, f);
    add(rest, f);
    if (kind_ == Kind::event) return end_event_line(f);
    if (kind_ == Kind::document) return end_document_line(f);
    end_frame({}, true, f);
  }

  // The line that ended belongs to the frame, which goes on.
  template <typename F>
  void hold_line(F& f) {
    line_size_ = 0;
    pending_ += '\n';
    spill(f);
  }

  template <typename F>
  void end_event_line(F& f) {
    const auto line = std::string_view(pending_).substr(pending_.size() - line_size_);
    if (line.empty() || line == "\r") return end_frame({}, true, f);
    if (index_ > 0 || is_field(line)) return hold_line(f);
    // No line of an event: the event ended before it.
    const std::string other(line);
    pending_.resize(pending_.size() - line_size_ - 1);
    --lines_;
    end_frame({}, true, f);
    end_line(other, f);
  }

  template <typename F>
  void end_document_line(F& f) {
    if (scanner_.feed("\n") == JsonScanner::State::inside) return hold_line(f);
    if (scanner_.state() == JsonScanner::State::complete || index_ > 0)
      return end_frame({}, true, f);
    // No JSON: what was held are lines.
    const std::string held = std::exchange(pending_, {});
    kind_ = Kind::line;
    line_size_ = 0;
    lines_ = frame_line_;
    for (std::size_t at = 0; at <= held.size();) {
      const auto end = std::min(held.find('\n', at), held.size());
      ++lines_;
      end_frame(std::string_view(held).substr(at, end - at), true, f);
      at = end + 1;
    }
  }

  template <typename F>
  void end_frame(std::string_view rest, bool has_newline, F& f) {
    const bool fits = index_ == 0 && pending_.size() + rest.size() <= bound();
    if (!fits) {
      pending_ += rest;
      spill(f);
      rest = pending_;
    } else if (!pending_.empty()) {
      pending_ += rest;
      rest = pending_;
    }
    f(Piece{rest, ++frames_, lines_, index_, true, has_newline});
    pending_.clear();
    index_ = 0;
    line_size_ = 0;
    kind_ = Kind::line;
  }

  // Take bytes of a line that goes on.
  template <typename F>
  void add(std::string_view bytes, F& f) {
    if (kind_ == Kind::document) scanner_.feed(bytes);
    pending_ += bytes;
    line_size_ += bytes.size();
    spill(f);
  }

  // Hand over pieces when more is held than may be.
  template <typename F>
  void spill(F& f) {
    if (index_ == 0 && pending_.size() <= bound()) return;
    std::size_t at = 0;
    for (; pending_.size() - at > kPiece; at += kPiece)
      f(Piece{std::string_view(pending_).substr(at, kPiece), frames_ + 1, 0, index_++, false,
              false});
    pending_.erase(0, at);
    line_size_ = std::min(line_size_, pending_.size());
  }

  std::size_t bound() const noexcept {
    return kind_ == Kind::document ? std::max(hold_, kMaxDocument) : hold_;
  }

  std::size_t hold_;
  Framing framing_;
  std::string pending_;
  JsonScanner scanner_;        // of the document that is open
  std::size_t line_size_ = 0;  // bytes of the open line that are in pending_
  std::uint64_t frames_ = 0, lines_ = 0, frame_line_ = 0;  // whole; lines before the open frame
  std::uint32_t index_ = 0;
  Kind kind_ = Kind::line;
  bool is_first_ = true, sees_events_ = false;
};

}  // namespace trace::ingest
