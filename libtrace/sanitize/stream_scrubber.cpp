#include "sanitize/stream_scrubber.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <utility>

namespace trace::sanitize {
namespace {

constexpr std::size_t kContext = 256;
constexpr std::size_t kCutReach = 4096;
constexpr std::size_t kPrevious = 48;  // bytes of the line before, where a vendor may be named

}  // namespace

void StreamScrubber::feed(std::string_view chunk, std::string& out) {
  if (!pending_.empty()) {
    // complete the line that is open, without copying the lines after it
    const std::size_t newline = chunk.find('\n');
    const std::size_t piece = newline == std::string_view::npos ? chunk.size() : newline + 1;
    pending_.append(chunk.substr(0, piece));
    chunk.remove_prefix(piece);
    pending_.erase(0, take_units(pending_, out));
  }
  if (chunk.empty()) return;
  if (!pending_.empty()) return feed(chunk, out);
  const std::size_t taken = take_units(chunk, out);
  pending_.append(chunk.substr(taken));
}

void StreamScrubber::finish(std::string& out) {
  const std::string rest = std::exchange(pending_, {});
  take_line(swallow(rest), out, true);
}

std::vector<Finding> StreamScrubber::take_findings() { return std::exchange(findings_, {}); }

// Write all complete units of `data`; return how many bytes they had. Clean lines that follow each
// other are written at once.
std::size_t StreamScrubber::take_units(std::string_view data, std::string& out) {
  const std::size_t limit = limits_.window + limits_.lookahead;
  const std::size_t size = data.size();
  data = swallow(data);
  const std::string_view all = data;
  TextMasks masks(all, pieces_.filter(), window_);  // many lines are looked at at once
  std::size_t clean = 0;  // bytes at the front of `data` that are only to be copied
  const auto pass_clean = [&] {
    out.append(data.substr(0, clean));
    data.remove_prefix(clean);
    clean = 0;
  };
  while (clean < data.size()) {
    const std::string_view rest = data.substr(clean);
    const std::size_t newline = rest.substr(0, limit).find('\n');
    const std::size_t length = newline + 1;
    if (newline != std::string_view::npos &&
        passes_clean_line(rest.substr(0, length), masks,
                          static_cast<std::size_t>(rest.data() - all.data()))) {
      clean += length;
      continue;
    }
    pass_clean();
    if (newline != std::string_view::npos) {
      take_line(data.substr(0, length), out, false);
      data.remove_prefix(length);
    } else if (data.size() >= limit) {
      data.remove_prefix(take_window(data.substr(0, limit), out));
      data = swallow(data);
    } else {
      break;
    }
  }
  pass_clean();
  return size - data.size();
}

// Look at a line by itself; false: it must be looked at again, with what belongs to it.
bool StreamScrubber::passes_clean_line(std::string_view line, TextMasks& masks,
                                       std::size_t offset) {
  if (!held_.empty() || !context_.empty()) return false;
  pieces_.find(line, masks, offset, places_);
  if (!places_.spans.empty() || places_.open) return false;
  remember(line);
  offset_ += line.size();
  return true;
}

std::string_view StreamScrubber::with_context(std::string_view text) {
  if (context_.empty()) return text;
  joined_.assign(context_).append(text);
  return joined_;
}

void StreamScrubber::take_line(std::string_view line, std::string& out, bool last) {
  if (!held_.empty()) held_.append(line);
  const std::string_view text = held_.empty() ? line : std::string_view(held_);
  if (text.empty()) return;
  const std::size_t skip = context_.size();
  const std::string_view full = with_context(text);
  pieces_.find(full, places_);
  if (places_.open && !last && text.size() < limits_.hold) {
    if (held_.empty()) held_.assign(line);
    return;
  }
  write(full, skip, full.size(), out);
  remember(full);
  held_.clear();
}

// Write the beginning of a line that is longer than a window; return how much.
std::size_t StreamScrubber::take_window(std::string_view window, std::string& out) {
  // Lines that wait for an end are not continued by half a line.
  if (!held_.empty()) {
    const std::string held = std::exchange(held_, {});
    take_line(held, out, true);
  }
  const std::size_t skip = context_.size();
  const std::string_view full = with_context(window);
  pieces_.find(full, places_);
  const std::size_t cut = find_cut(full, skip);
  if (cut > skip) {
    write(full, skip, cut, out);
    context_ = std::string(full.substr(cut - std::min(cut, kContext), std::min(cut, kContext)));
    return cut - skip;
  }
  // One secret fills the window and goes on: its rest is dropped until its string ends.
  Span& span = places_.spans.front();
  span.end = full.size();
  write(full, skip, full.size(), out);
  context_.clear();
  swallowing_ = true;
  return full.size() - skip;
}

// Find a place where neither a secret nor what makes it one is cut, at best after a word.
std::size_t StreamScrubber::find_cut(std::string_view full, std::size_t skip) const {
  std::size_t cut = full.size() - limits_.lookahead;
  const std::string_view head = full.substr(0, cut);
  const std::size_t border = head.find_last_of(" ,;");
  if (border != std::string_view::npos && cut - border < kCutReach && border >= skip)
    cut = border + 1;
  for (auto span = places_.spans.rbegin(); span != places_.spans.rend(); ++span) {
    if (span->begin < skip || span->end <= cut || std::min(span->anchor, span->begin) >= cut)
      continue;
    cut = std::max(skip, std::min(span->anchor, span->begin));
    if (cut == skip && span->end < full.size()) cut = span->end;
  }
  return cut;
}

void StreamScrubber::write(std::string_view full, std::size_t skip, std::size_t end,
                           std::string& out) {
  SpanList& spans = places_.spans;
  std::erase_if(spans, [&](const Span& span) { return span.end <= skip; });
  for (Span& span : spans) span.begin = std::max(span.begin, skip);
  pieces_.write(full, spans, skip, end, out);
  if (keeps_findings_) {
    for (const Span& span : spans) {
      if (span.end > end) continue;
      findings_.push_back({pieces_.rule(span), offset_ + span.begin - skip, span.end - span.begin,
                           pieces_.pseudonym(full, span)});
    }
  }
  offset_ += end - skip;
}

// A name without a value at the end of a line may get it from the next one, and so may a command.
void StreamScrubber::remember(std::string_view full) {
  const bool alone = context_.empty();  // what stands before `full` is not in it
  if (places_.open_name == std::string_view::npos) {
    context_.clear();
  } else {
    const std::size_t size = std::max(kContext, full.size() - places_.open_name);
    const std::string_view tail = full.substr(full.size() - std::min(full.size(), size));
    context_.assign(alone && tail.size() == full.size() ? previous_ : "").append(tail);
  }
  const std::size_t size = std::min(full.size(), kPrevious);
  previous_.assign(full.substr(full.size() - size));
}

// Drop the rest of a secret whose mask has been written.
std::string_view StreamScrubber::swallow(std::string_view data) {
  if (!swallowing_) return data;
  std::size_t i = 0;
  while (i < data.size() && data[i] != '\n') {
    if (data[i] == '"' && backslashes_before(data, i) % 2 == 0) break;
    ++i;
  }
  swallowing_ = i == data.size();
  offset_ += i;
  return data.substr(i);
}

}  // namespace trace::sanitize
