#include "log-sanitize/filter.h"

#include <algorithm>
#include <utility>

namespace trace::tools {
namespace {

bool may_have_deltas(SanitizeFormat format) {
  switch (format) {
    case SanitizeFormat::automatic:
    case SanitizeFormat::jsonl:
    case SanitizeFormat::sse:
      return true;
    case SanitizeFormat::json:
    case SanitizeFormat::text:
    case SanitizeFormat::http:
    case SanitizeFormat::url:
      return false;
  }
  return false;
}

constexpr std::size_t kHead = 4;                 // bytes that tell UTF-16
constexpr std::size_t kLongestLine = 256 << 10;  // a longer one is no event

}  // namespace

Filter::Filter(const sanitize::Sanitizer& sanitizer, SanitizeFormat format)
    : joiner_(sanitizer), scrubber_(sanitizer), joins_(may_have_deltas(format)) {
  scrubber_.keep_findings();
}

void Filter::feed(std::string_view bytes, std::string& out) {
  if (!knows_encoding_) {
    head_.append(bytes);
    if (head_.size() < kHead) return;
    return decide_on_utf16(out);
  }
  feed_text(bytes, out);
}

void Filter::decide_on_utf16(std::string& out) {
  knows_encoding_ = true;
  if (const Utf16 order = utf16_of(head_); order != Utf16::none) {
    utf16_in_.emplace(order);
    utf16_out_.emplace(order);
  }
  feed_text(std::exchange(head_, {}), out);
}

void Filter::feed_text(std::string_view text, std::string& out) {
  if (!utf16_in_) return joins_ ? join(text, out) : scrub(text, out);
  std::string utf8;
  std::string clean;
  utf16_in_->read(text, utf8);
  joins_ ? join(utf8, clean) : scrub(utf8, clean);
  utf16_out_->write(clean, out);
}

void Filter::finish(std::string& out) {
  if (!knows_encoding_) decide_on_utf16(out);
  if (!utf16_in_) return finish_text(out);
  std::string utf8;
  std::string clean;
  const std::string odd = utf16_in_->finish(utf8);
  joins_ ? join(utf8, clean) : scrub(utf8, clean);
  finish_text(clean);
  utf16_out_->write(clean, out);
  out.append(odd);
}

void Filter::finish_text(std::string& out) {
  if (!line_.empty()) join_line(std::exchange(line_, {}), out);
  joiner_.finish(joined_);
  scrub(joined_, out);
  scrubber_.finish(out);
  scrub({}, out);
  found_ += joiner_.masked();
}

void Filter::join_line(std::string_view line, std::string& out) {
  joined_.clear();
  joiner_.feed_line(line, joined_);
  scrub(joined_, out);
  joined_.clear();
}

// Deltas go through the joiner line by line; what lies between them goes past it in one piece.
void Filter::join(std::string_view bytes, std::string& out) {
  if (!line_.empty()) {
    const std::size_t newline = bytes.find('\n');
    const std::size_t size = newline == std::string_view::npos ? bytes.size() : newline + 1;
    line_.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (newline == std::string_view::npos && line_.size() < kLongestLine) return;
    join_line(line_, out);
    line_.clear();
  }
  sanitize::DeltaLines deltas(bytes);
  const std::size_t end = bytes.rfind('\n') + 1;  // of the last whole line
  std::size_t passed = 0;                         // lines before this place were written
  while (passed < end) {
    const std::size_t delta = joiner_.is_holding() ? passed : std::min(deltas.next(passed), end);
    if (delta > passed) scrub(bytes.substr(passed, delta - passed), out);
    passed = delta;
    if (delta == end) break;
    passed = bytes.find('\n', delta) + 1;
    join_line(bytes.substr(delta, passed - delta), out);
  }
  line_.assign(bytes.substr(end));
}

void Filter::scrub(std::string_view bytes, std::string& out) {
  scrubber_.feed(bytes, out);
  if (!scrubber_.has_findings()) return;
  for (const sanitize::Finding& finding : scrubber_.take_findings()) {
    ++found_;
    has_unscanned_ = has_unscanned_ || finding.rule == "unscanned";
    findings_.push_back(finding);
  }
}

std::vector<sanitize::Finding> Filter::take_findings() { return std::exchange(findings_, {}); }

}  // namespace trace::tools
