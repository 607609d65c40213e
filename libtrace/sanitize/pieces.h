// The two halves of a scrub for those who must look before they write: which places are secret, and
// the text without them. Used by the scrubbers of streams. Safe on any thread, as the sanitizer is.
#pragma once

#include "sanitize/sanitizer.h"
#include "sanitize/span.h"
#include "sanitize/text_masks.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

struct Places {
  SpanList spans;                                  // merged
  std::size_t open_name = std::string_view::npos;  // a name near the end that has no value yet
  std::size_t last_name = std::string_view::npos;  // the last name that announces a secret
  bool open = false;                               // a secret goes on after the end of the text
};

class Pieces {
 public:
  // `sanitizer` must outlive this.
  explicit Pieces(const Sanitizer& sanitizer) : sanitizer_(sanitizer) {}

  // Find the secrets of `text`.
  void find(std::string_view text, Places& places) const;
  // The same, with the masks of a text in which this one stands at `offset`.
  void find(std::string_view text, TextMasks& masks, std::size_t offset, Places& places) const;
  // The filter that such masks are made with; lives as long as the sanitizer.
  const LiteralFilter& filter() const;
  // Append the replacement of one secret.
  void write_one(std::string_view text, const Span& span, std::string& out) const;
  // Append text[from, to) with its secrets replaced. REQUIRES: no span straddles the borders.
  void write(std::string_view text, const SpanList& spans, std::size_t from, std::size_t to,
             std::string& out) const;
  // Make the keyed pseudonym of a secret: the same in every encoding. Empty without a key.
  std::string pseudonym(std::string_view text, const Span& span) const;
  // Name the rule of a span; lives as long as the sanitizer.
  std::string_view rule(const Span& span) const;

 private:
  std::string plain(std::string_view text, const Span& span, int depth) const;

  const Sanitizer& sanitizer_;
};

}  // namespace trace::sanitize
