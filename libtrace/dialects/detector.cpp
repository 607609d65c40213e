#include "dialects/detector.h"

#include "dialects/line_text.h"
#include "dialects/registry.h"

#include <algorithm>

namespace trace::dialects {

Detector::Detector() : votes_(all().size(), 0) {}

void Detector::ask(const json::Value& value, bool is_embedded) {
  for (std::size_t i = 0; i < votes_.size(); ++i) {
    const auto& entry = all()[i];
    if (entry.claim == nullptr) continue;
    const auto claim = entry.claim(value);
    if (claim == Claim::certain && !is_embedded) {
      settled_ = entry.name;
      return;
    }
    if (claim != Claim::none) ++votes_[i];
  }
}

void Detector::ask_text(std::string_view line) {
  for (std::size_t i = 0; i < votes_.size(); ++i) {
    const auto& entry = all()[i];
    if (entry.claim_text == nullptr) continue;
    const auto claim = entry.claim_text(line);
    if (claim == Claim::certain) settled_ = entry.name;
    if (claim == Claim::likely) ++votes_[i];
  }
}

void Detector::look(std::string_view text) {
  if (text.front() == '#') return ask_text(text);  // a comment counts for nothing else
  const auto payload = reader_.read(text);
  if (payload.is_comment) return;
  const bool is_whole = (payload.root.is_object() || payload.root.is_array()) && !payload.is_glued;
  ++(is_whole ? objects_ : texts_);
  // Printed over many lines among lines of text: a program logs what it was told.
  const bool is_embedded = texts_ > 0 && payload.text.find('\n') != std::string_view::npos;
  if (payload.root)
    ask(payload.root, is_embedded);
  else
    ask_text(text);
}

std::optional<std::string_view> Detector::add(std::string_view frame) {
  bytes_ += frame.size();
  plain_.clear();
  append_without_ansi(plain_, frame);
  const auto text = trimmed(plain_);
  if (!text.empty()) {
    ++lines_;
    if (settled_.empty()) look(text);
  }
  if (settled_.empty() && (lines_ >= kMaxLines || bytes_ >= kMaxBytes)) settled_ = decide();
  if (settled_.empty()) return std::nullopt;
  return settled_;
}

std::string_view Detector::decide() const {
  if (!settled_.empty()) return settled_;
  const auto most = std::max_element(votes_.begin(), votes_.end());
  // A record here and there in much text is what a program logged of its own.
  constexpr std::size_t kTextsPerVote = 8;
  if (most != votes_.end() && *most > 0 && texts_ <= *most * kTextsPerVote)
    return all()[static_cast<std::size_t>(most - votes_.begin())].name;
  // Six of ten lines that say anything.
  if (objects_ > 0 && objects_ * 10 >= (objects_ + texts_) * 6) return "jsonl";
  return "text";
}

}  // namespace trace::dialects
