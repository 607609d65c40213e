// Finds secrets that a model's stream splits among its events: puts the deltas of each stream
// together, scrubs what they say, and writes the mask into the first event of a secret and nothing
// into the others. Events keep their number and order; all other bytes stay. Lines wait while a
// secret may go on, at most 8 KiB of deltas a stream and 1 MiB in all. Takes SSE and JSON lines;
// other lines pass. What stands whole in one line is left to the Sanitizer. One thread.
#pragma once

#include "json/document.h"
#include "sanitize/delta_text.h"
#include "sanitize/pieces.h"
#include "sanitize/sanitizer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

// Finds the lines that may hold a delta: the others need not come to the joiner. `bytes` must
// outlive it.
class DeltaLines {
 public:
  explicit DeltaLines(std::string_view bytes);
  // Find the beginning of the next such line at or after `from`, the size of `bytes` when there is
  // none. Cheap when the places ascend.
  std::size_t next(std::size_t from);

 private:
  std::size_t line_of(std::size_t place) const;

  std::string_view bytes_;
  std::array<BlockMask, 64> window_;
  TextMasks masks_;
};

class DeltaJoiner {
 public:
  // `sanitizer` must outlive this.
  explicit DeltaJoiner(const Sanitizer& sanitizer) : pieces_(sanitizer) {}

  // Take one line, its newline included, and append the lines that need not wait any more to `out`.
  void feed_line(std::string_view line, std::string& out);
  // Append all lines that wait.
  void finish(std::string& out);
  // Tell whether a line waits: then later lines must take this way, too.
  bool is_holding() const { return !lines_.empty(); }
  // Tell whether a line may hold a delta: the others need not come here.
  static bool may_be_delta(std::string_view line);
  // Count the secrets that were masked here.
  std::uint64_t masked() const { return masked_; }

 private:
  struct Edit {
    std::size_t begin, end;  // bytes of the line
    std::string text;
  };
  struct Line {
    std::string text;
    std::vector<Edit> edits;
    std::size_t open_pieces = 0;  // deltas that are not decided
  };
  struct Piece {
    std::uint64_t line;             // number since the beginning
    std::size_t begin;              // in the stream's text
    std::vector<std::size_t> from;  // byte -> place in the line
  };
  struct Stream {
    std::string text;  // deltas, decoded and put together
    std::deque<Piece> pieces;
    std::size_t looked_at = 0;  // length of the text at the last scan
  };

  bool take_deltas(std::string_view line, std::size_t json_begin);
  void add_delta(json::Value string, const std::string& identity);
  void decide(Stream& stream, bool all);
  std::size_t safe_cut(const Stream& stream) const;
  void mask(Stream& stream, const Span& span);
  void drop_front(Stream& stream, std::size_t cut);
  void decide_all();
  void release(std::string& out);
  Line& line_of(const Piece& piece) { return lines_[piece.line - first_line_]; }

  Pieces pieces_;
  Places places_;
  json::Document document_;
  std::vector<DeltaText> deltas_;  // of the line that is taken, with its document
  std::map<std::string, Stream> streams_;
  std::deque<Line> lines_;
  std::uint64_t first_line_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t json_begin_ = 0;
  std::uint64_t masked_ = 0;
};

}  // namespace trace::sanitize
