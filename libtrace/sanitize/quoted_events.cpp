// A stream of events that stands in a JSON string, as when a tool printed it: secrets that are
// split among the deltas of these events. The first delta of a secret gets the mask, the others
// lose their part. Streams that are no string are the DeltaJoiner's.
#include "sanitize/bytes.h"
#include "sanitize/decoded.h"
#include "sanitize/delta_text.h"
#include "sanitize/scan.h"

#include <algorithm>
#include <bit>
#include <map>

namespace trace::sanitize {
namespace {

constexpr int kDeepest = 3;
constexpr std::size_t kMostEvents = 1 << 20;  // bytes of events that are looked at together

// The quote that ends the string: it has fewer backslashes before it than those within.
std::size_t string_end(std::string_view text, std::size_t at, std::size_t level) {
  const std::size_t limit = std::min(text.size(), at + kMostEvents);
  for (std::size_t i = text.find('"', at); i < limit; i = text.find('"', i + 1)) {
    const std::size_t n = backslashes_before(text, i);
    if (n < level) return i - n;
  }
  return limit;
}

Decoded decode_levels(std::string_view raw, std::size_t base, std::size_t level) {
  Decoded out = decode_json_string(raw, base);
  for (; level > 1; level /= 2) {
    Decoded inner = decode_json_string(out.text, 0);
    for (std::size_t& place : inner.from) place = out.from[place];
    out = std::move(inner);
  }
  std::replace(out.text.begin(), out.text.end(), '\x80', '?');
  return out;
}

struct Stream {
  std::string text;
  std::vector<std::size_t> begin;  // of each byte in the raw text
  std::vector<std::size_t> end;
  std::vector<std::size_t> piece;
  std::size_t pieces = 0;
};
using Streams = std::map<std::string, Stream>;

void add_piece(Stream& stream, const Decoded& delta, const Decoded& events) {
  ++stream.pieces;
  stream.text += delta.text;
  for (std::size_t i = 0; i < delta.text.size(); ++i) {
    stream.begin.push_back(events.from[delta.from[i]]);
    stream.end.push_back(events.from[delta.from[i + 1]]);
    stream.piece.push_back(stream.pieces);
  }
}

void add_event(const Decoded& events, std::size_t begin, std::size_t end, Streams& streams) {
  const std::string_view line = std::string_view(events.text).substr(begin, end - begin);
  const std::size_t json = line.starts_with("data:") ? line.find('{') : std::string_view::npos;
  if (json == std::string_view::npos) return;
  json::Document document;
  std::string_view text = line.substr(json);
  while (!text.empty() && is(text.back(), kSpace)) text.remove_suffix(1);
  if (!document.parse(text)) return;
  std::vector<DeltaText> deltas;
  collect_deltas(document.root(), deltas);
  for (const DeltaText& delta : deltas) {
    const std::string_view raw = delta.string.raw();
    const std::size_t place = begin + json + delta.string.offset() + 1;
    add_piece(streams[delta.identity], decode_json_string(raw.substr(1, raw.size() - 2), place),
              events);
  }
}

// One span for each piece that holds a part of the secret.
void add_parts(Scan& scan, const Stream& stream, const Span& found) {
  for (std::size_t i = found.begin; i < found.end;) {
    std::size_t last = i;
    while (last + 1 < found.end && stream.piece[last + 1] == stream.piece[i]) ++last;
    Span span;
    span.begin = stream.begin[i];
    span.end = stream.end[last];
    span.anchor = span.begin;
    span.rule = found.rule;
    span.fill = i == found.begin ? Fill::full : Fill::nothing;
    scan.spans.push_back(span);
    i = last + 1;
  }
}

}  // namespace

void scan_events(Scan& scan, std::size_t at) {
  const std::string_view text = scan.text;
  if (at == 0 || text[at - 1] != 'd' || at < scan.events_until || scan.depth >= kDeepest) return;
  std::size_t quote = at + 4;
  while (quote < text.size() && (text[quote] == ' ' || text[quote] == '{')) ++quote;
  std::size_t level = 0;
  while (quote < text.size() && text[quote] == '\\') ++quote, ++level;
  if (level == 0 || quote >= text.size() || text[quote] != '"') return;
  const std::size_t begin = at - 1;
  scan.events_until = string_end(text, quote + 1, std::bit_floor(level + 1) - 1);
  const Decoded events = decode_levels(text.substr(begin, scan.events_until - begin), begin, level);
  Streams streams;
  for (std::size_t line = 0; line < events.text.size();) {
    const std::size_t end = std::min(events.text.find('\n', line), events.text.size());
    add_event(events, line, end, streams);
    line = end + 1;
  }
  for (const auto& [identity, stream] : streams) {
    if (stream.pieces < 2) continue;
    SpanList found;
    Scan inner{stream.text, scan.rules, found, scan.depth + 1};
    scan_text(inner);
    for (const Span& span : found) add_parts(scan, stream, span);
  }
}

}  // namespace trace::sanitize
