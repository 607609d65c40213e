#include "sanitize/span.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

std::size_t length(const Span& s) { return s.end - s.begin; }

bool goes_first(const Span& a, const Span& b) {
  if (a.begin != b.begin) return a.begin < b.begin;
  if (a.end != b.end) return a.end > b.end;
  if (a.fill != b.fill) return a.fill > b.fill;  // what keeps JSON whole, then what shows least
  return a.rule < b.rule;
}

// Put two that overlap together. A part sticking out means that neither knows the whole secret:
// then nothing of it is shown.
Span joined(const Span& a, const Span& b) {
  const Span& longer = length(b) > length(a) ? b : a;
  Span out = longer;
  out.begin = std::min(a.begin, b.begin);
  out.end = std::max(a.end, b.end);
  out.anchor = std::min(a.anchor, b.anchor);
  if (length(out) != length(longer) && out.fill == Fill::partial) {
    out.fill = Fill::full;
    out.shown = 0;
  }
  return out;
}

}  // namespace

void merge_spans(SpanList& spans) {
  if (!std::is_sorted(spans.begin(), spans.end(), goes_first))
    std::sort(spans.begin(), spans.end(), goes_first);
  std::size_t kept = 0;
  for (const Span& span : spans) {
    if (kept > 0 && span.begin < spans[kept - 1].end) {
      spans[kept - 1] = joined(spans[kept - 1], span);
    } else {
      spans[kept++] = span;
    }
  }
  spans.resize(kept);
}

}  // namespace trace::sanitize
