// From bytes to clean bytes: puts the joiner of deltas before the scrubber of lines where the
// format asks for it, and counts what was found. One thread.
#pragma once

#include "log-sanitize/options.h"
#include "log-sanitize/utf16.h"

#include "sanitize/delta_joiner.h"
#include "sanitize/sanitizer.h"
#include "sanitize/stream_scrubber.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

class Filter {
 public:
  // `sanitizer` must outlive this.
  Filter(const sanitize::Sanitizer& sanitizer, SanitizeFormat format);

  // Take bytes and append what can be written by now to `out`. UTF-16 stays UTF-16; its places
  // count as those of the same text in UTF-8.
  void feed(std::string_view bytes, std::string& out);
  void finish(std::string& out);

  // Count the secrets that were replaced so far.
  std::uint64_t found() const { return found_; }
  // Tell whether something had to be replaced because no rule was able to look at it.
  bool has_unscanned() const { return has_unscanned_; }
  // Return the findings since the last call; places count from the first byte. Secrets that were
  // split among events are not among them, only in found().
  std::vector<sanitize::Finding> take_findings();

 private:
  void decide_on_utf16(std::string& out);
  void feed_text(std::string_view text, std::string& out);
  void finish_text(std::string& out);
  void join(std::string_view bytes, std::string& out);
  void join_line(std::string_view line, std::string& out);
  void scrub(std::string_view bytes, std::string& out);

  sanitize::DeltaJoiner joiner_;
  sanitize::StreamScrubber scrubber_;
  const bool joins_;
  bool knows_encoding_ = false;
  std::string head_;  // the first bytes, until they tell the encoding
  std::optional<Utf16Reader> utf16_in_;
  std::optional<Utf16Writer> utf16_out_;
  std::string line_;    // the beginning of a line
  std::string joined_;  // lines that come from the joiner, empty between two of them
  std::vector<sanitize::Finding> findings_;
  std::uint64_t found_ = 0;
  bool has_unscanned_ = false;
};

}  // namespace trace::tools
