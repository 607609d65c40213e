// Places of secrets in a text, gathered by the rules and merged before anything is written.
// Plain values: a SpanList belongs to one scan on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trace::sanitize {

using RuleId = std::uint16_t;

// What takes the place of the bytes.
enum class Fill : std::uint8_t {
  partial,  // the mask may show both ends of a long random value
  full,     // the mask shows nothing: passwords, cookies, key blocks
  quoted,   // a JSON value that is no string becomes a string with the full mask
  nothing,  // a later part of a secret that is split: its first part has the mask
};

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  RuleId rule = 0;
  Fill fill = Fill::full;
  std::uint8_t shown = 0;  // bytes at the start that say what kind of secret it is (`ghp_`)
  std::uint8_t level = 0;  // backslashes before the quotes of Fill::quoted
  std::size_t anchor = 0;  // where the context begins that makes this a secret (its key)
};

using SpanList = std::vector<Span>;

// Sort by place and make disjoint: what overlaps becomes one span of the longer one's rule, of two
// equally long ones that which shows less, then the rule with the lower number wins. The result
// does not depend on the order.
void merge_spans(SpanList& spans);

}  // namespace trace::sanitize
