#include "sanitize/delta_joiner.h"

#include "json/writer.h"
#include "sanitize/bytes.h"
#include "sanitize/decoded.h"
#include "sanitize/literal_filter.h"

#include <algorithm>
#include <bit>

namespace trace::sanitize {
namespace {

constexpr std::size_t kLookEvery = 256;       // bytes of deltas between two looks
constexpr std::size_t kMostText = 8 << 10;    // bytes of deltas that wait
constexpr std::size_t kMostHeld = 1 << 20;    // bytes of lines that wait
constexpr std::size_t kMostLine = 256 << 10;  // longer lines are no deltas
constexpr std::size_t kHead = 384;            // bytes of a line that name its event
constexpr std::size_t kNameReach = 200;       // a name this close to the end may get a value

const LiteralFilter& filter_of_events() {
  static const LiteralFilter events = [] {
    LiteralFilter filter;
    filter.add("delt", 0);
    filter.add("_chu", 1);
    filter.add("cand", 2);
    return filter;
  }();
  return events;
}

bool names_delta(std::string_view text) {
  return text.starts_with("delta\"") || text.starts_with("_chunk\"") ||
         text.starts_with("candidates\"");
}

std::size_t begin_of_json(std::string_view line) {
  std::size_t i = line.starts_with("data:") ? 5 : 0;
  while (i < line.size() && line[i] == ' ') ++i;
  return i < line.size() && line[i] == '{' ? i : std::string_view::npos;
}

bool ends_streams(std::string_view line) {
  for (const std::string_view word :
       {"stop", "done", "DONE", "complete", "finish", "\"result\"", "\"assistant\"", "end_turn"}) {
    if (line.find(word) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

DeltaLines::DeltaLines(std::string_view bytes)
    : bytes_(bytes), masks_(bytes, filter_of_events(), window_) {}

// The beginning of the line that names its event at `place`; npos when that is no event.
std::size_t DeltaLines::line_of(std::size_t place) const {
  const std::size_t low = place - std::min(place, kHead);
  const std::size_t newline = bytes_.substr(low, place - low).rfind('\n');
  if (newline == std::string_view::npos && low > 0) return newline;
  const std::size_t begin = newline == std::string_view::npos ? 0 : low + newline + 1;
  const bool event = bytes_[begin] == '{' || bytes_[begin] == 'd';
  return event ? begin : std::string_view::npos;
}

std::size_t DeltaLines::next(std::size_t from) {
  constexpr std::size_t kBlock = LiteralFilter::kBlock;
  for (std::size_t block = from / kBlock; block * kBlock < bytes_.size(); ++block) {
    for (std::uint64_t bits = masks_[block].stem; bits != 0; bits &= bits - 1) {
      const std::size_t at = block * kBlock + static_cast<std::size_t>(std::countr_zero(bits));
      if (at < from || !names_delta(bytes_.substr(at))) continue;
      const std::size_t begin = line_of(at);
      if (begin != std::string_view::npos && begin >= from) return begin;
    }
  }
  return bytes_.size();
}

bool DeltaJoiner::may_be_delta(std::string_view line) {
  return line.size() <= kMostLine && line.size() >= 20 && DeltaLines(line).next(0) == 0;
}

void DeltaJoiner::feed_line(std::string_view line, std::string& out) {
  const std::size_t json = may_be_delta(line) ? begin_of_json(line) : std::string_view::npos;
  const bool delta = json != std::string_view::npos && take_deltas(line, json);
  if (!delta) {
    if (lines_.empty()) {
      out.append(line);
      return;
    }
    lines_.push_back({std::string(line), {}, 0});
    held_bytes_ += line.size();
    if (ends_streams(line)) decide_all();
  }
  if (held_bytes_ > kMostHeld) decide_all();
  release(out);
}

void DeltaJoiner::finish(std::string& out) {
  decide_all();
  release(out);
}

bool DeltaJoiner::take_deltas(std::string_view line, std::size_t json_begin) {
  std::string_view text = line.substr(json_begin);
  while (!text.empty() && is(text.back(), kSpace)) text.remove_suffix(1);
  if (!document_.parse(text)) return false;
  lines_.push_back({std::string(line), {}, 0});
  held_bytes_ += line.size();
  json_begin_ = json_begin;
  deltas_.clear();
  collect_deltas(document_.root(), deltas_);
  for (const DeltaText& delta : deltas_) add_delta(delta.string, delta.identity);
  return true;
}

void DeltaJoiner::add_delta(json::Value string, const std::string& identity) {
  std::string_view raw = string.raw();
  raw = raw.substr(1, raw.size() - 2);
  Decoded decoded = decode_json_string(raw, json_begin_ + string.offset() + 1);
  Stream& stream = streams_[identity];
  const std::uint64_t number = first_line_ + lines_.size() - 1;
  stream.pieces.push_back({number, stream.text.size(), std::move(decoded.from)});
  ++lines_.back().open_pieces;
  stream.text.append(decoded.text);
  if (stream.text.size() >= stream.looked_at + kLookEvery) decide(stream, false);
}

// Mask what is secret and let go of the deltas that cannot become part of one any more.
void DeltaJoiner::decide(Stream& stream, bool all) {
  pieces_.find(stream.text, places_);
  stream.looked_at = stream.text.size();
  const std::size_t cut =
      all || stream.text.size() > kMostText ? stream.text.size() : safe_cut(stream);
  if (cut == 0) return;
  for (const Span& span : places_.spans) {
    if (span.end <= cut) mask(stream, span);
  }
  drop_front(stream, cut);
}

std::size_t DeltaJoiner::safe_cut(const Stream& stream) const {
  const std::string_view text = stream.text;
  if (places_.open) return 0;
  std::size_t border = text.find_last_of(" \n");
  if (places_.last_name != std::string_view::npos && places_.last_name + kNameReach > text.size()) {
    border = text.find_last_of('\n');
    const bool ended = border != std::string_view::npos && border > places_.last_name;
    if (!ended) border = text.find_last_of(" \n", places_.last_name);
  }
  if (border == std::string_view::npos) return 0;
  std::size_t cut = border + 1;
  const std::size_t dashes = text.rfind("-----");
  if (dashes != std::string_view::npos && dashes + kNameReach > text.size())
    cut = std::min(cut, dashes);
  for (auto span = places_.spans.rbegin(); span != places_.spans.rend(); ++span) {
    const std::size_t begin = std::min(span->anchor, span->begin);
    if (span->end >= cut && begin < cut) cut = begin;
  }
  return cut;
}

void DeltaJoiner::mask(Stream& stream, const Span& span) {
  std::string mask;
  pieces_.write_one(stream.text, span, mask);
  std::string literal;
  json::append_string(literal, mask);
  std::string_view replacement = std::string_view(literal).substr(1, literal.size() - 2);
  ++masked_;
  for (Piece& piece : stream.pieces) {
    const std::size_t size = piece.from.size() - 1;
    const std::size_t begin = std::max(span.begin, piece.begin);
    const std::size_t end = std::min(span.end, piece.begin + size);
    if (begin >= end) continue;
    line_of(piece).edits.push_back(
        {piece.from[begin - piece.begin], piece.from[end - piece.begin], std::string(replacement)});
    replacement = {};
  }
}

void DeltaJoiner::drop_front(Stream& stream, std::size_t cut) {
  std::size_t dropped = 0;
  while (!stream.pieces.empty()) {
    const Piece& piece = stream.pieces.front();
    const std::size_t end = piece.begin + piece.from.size() - 1;
    if (end > cut) break;
    --line_of(piece).open_pieces;
    dropped = end;
    stream.pieces.pop_front();
  }
  if (dropped == 0) return;
  stream.text.erase(0, dropped);
  stream.looked_at = stream.text.size();
  for (Piece& piece : stream.pieces) piece.begin -= dropped;
}

void DeltaJoiner::decide_all() {
  for (auto& [identity, stream] : streams_) decide(stream, true);
  streams_.clear();
}

void DeltaJoiner::release(std::string& out) {
  while (!lines_.empty() && lines_.front().open_pieces == 0) {
    Line& line = lines_.front();
    std::sort(line.edits.begin(), line.edits.end(),
              [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    std::size_t done = 0;
    for (const Edit& edit : line.edits) {
      out.append(line.text, done, edit.begin - done).append(edit.text);
      done = edit.end;
    }
    out.append(line.text, done);
    held_bytes_ -= line.text.size();
    lines_.pop_front();
    ++first_line_;
  }
}

}  // namespace trace::sanitize
