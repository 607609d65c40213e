// Scrubs text that comes in chunks: the same output wherever the chunks are cut, in bounded memory.
// Works line by line; a key block or an object that goes on is held until it ends, a name at the
// end of a line is remembered for the next one, a line of any length is scrubbed in windows that
// overlap. Not for secrets that are split among the events of a stream (see delta_joiner.h). One
// thread.
#pragma once

#include "sanitize/pieces.h"
#include "sanitize/sanitizer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

struct StreamLimits {
  std::size_t window = 256 << 10;    // bytes of a long line that are written at once
  std::size_t lookahead = 16 << 10;  // bytes after them that are looked at
  std::size_t hold = 32 << 10;       // bytes of lines that wait for the end of a secret
};

class StreamScrubber {
 public:
  // `sanitizer` must outlive this.
  explicit StreamScrubber(const Sanitizer& sanitizer, StreamLimits limits = {})
      : pieces_(sanitizer), limits_(limits) {}

  // Take a chunk and append what can be written by now to `out`.
  void feed(std::string_view chunk, std::string& out);
  // End the input and append the rest.
  void finish(std::string& out);
  // Keep findings for take_findings(); their offsets count from the beginning of the stream.
  void keep_findings() { keeps_findings_ = true; }
  std::vector<Finding> take_findings();
  bool has_findings() const { return !findings_.empty(); }

 private:
  bool passes_clean_line(std::string_view line, TextMasks& masks, std::size_t offset);
  std::size_t take_units(std::string_view data, std::string& out);
  void take_line(std::string_view line, std::string& out, bool last);
  std::size_t take_window(std::string_view window, std::string& out);
  std::string_view with_context(std::string_view text);
  std::size_t find_cut(std::string_view full, std::size_t skip) const;
  void write(std::string_view full, std::size_t skip, std::size_t end, std::string& out);
  void remember(std::string_view full);
  std::string_view swallow(std::string_view data);

  Pieces pieces_;
  StreamLimits limits_;
  Places places_;
  std::vector<BlockMask> window_{std::vector<BlockMask>(256)};
  std::string pending_;       // the beginning of a line
  std::string held_;          // whole lines that wait
  std::string context_;       // the end of what was written, looked at again
  std::string previous_;      // the end of the line before
  std::string joined_;        // context and text, when there is context
  std::uint64_t offset_ = 0;  // of the next unit in the stream
  bool swallowing_ = false;   // inside a secret that is longer than a window
  bool keeps_findings_ = false;
  std::vector<Finding> findings_;
};

}  // namespace trace::sanitize
