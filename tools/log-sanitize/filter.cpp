#include "log-sanitize/filter.h"

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

constexpr std::size_t kLongestLine = 256 << 10;  // a longer one is no event

}  // namespace

Filter::Filter(const sanitize::Sanitizer& sanitizer, SanitizeFormat format)
    : joiner_(sanitizer), scrubber_(sanitizer), joins_(may_have_deltas(format)) {
  scrubber_.keep_findings();
}

void Filter::feed(std::string_view bytes, std::string& out) {
  if (!joins_) return scrub(bytes, out);
  join(bytes);
  scrub(joined_, out);
  joined_.clear();
}

void Filter::finish(std::string& out) {
  if (!line_.empty()) joiner_.feed_line(std::exchange(line_, {}), joined_);
  joiner_.finish(joined_);
  scrub(joined_, out);
  joined_.clear();
  scrubber_.finish(out);
  scrub({}, out);
  found_ += joiner_.masked();
}

// Lines go through the joiner one by one; runs of lines that cannot be deltas go past it.
void Filter::join(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    const bool whole = newline != std::string_view::npos;
    const std::string_view piece = bytes.substr(0, whole ? newline + 1 : bytes.size());
    bytes.remove_prefix(piece.size());
    if (line_.empty() && whole) {
      joiner_.feed_line(piece, joined_);
      continue;
    }
    line_.append(piece);
    if (!whole && line_.size() < kLongestLine) return;
    joiner_.feed_line(line_, joined_);
    line_.clear();
  }
}

void Filter::scrub(std::string_view bytes, std::string& out) {
  scrubber_.feed(bytes, out);
  for (const sanitize::Finding& finding : scrubber_.take_findings()) {
    ++found_;
    has_unscanned_ = has_unscanned_ || finding.rule == "unscanned";
    findings_.push_back(finding);
  }
}

std::vector<sanitize::Finding> Filter::take_findings() { return std::exchange(findings_, {}); }

}  // namespace trace::tools
