#include "json/members.h"

#include "json/document.h"

#include <algorithm>

namespace trace::json {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool ends_scalar(char c) { return is_blank(c) || c == ',' || c == '}' || c == ']'; }

}  // namespace

Members::Members(std::string_view object) : text_(object) {
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == '{')
    ++at_;
  else
    at_ = text_.size();
}

void Members::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

// REQUIRES: a quote at at_.
// Most strings have no escape: two searches for one byte are faster than one for two.
bool Members::skip_string() {
  ++at_;
  std::size_t quote = std::min(text_.find('"', at_), text_.size());
  while (at_ < text_.size()) {
    const std::size_t escape = text_.substr(at_, quote - at_).find('\\');
    if (escape == std::string_view::npos) {
      at_ = std::min(quote + 1, text_.size());
      return quote < text_.size();
    }
    at_ += escape + 2;  // the escaped character may be the quote
    if (at_ > quote) quote = std::min(text_.find('"', at_), text_.size());
  }
  at_ = text_.size();
  return false;
}

bool Members::skip_nested() {
  for (std::size_t depth = 0; at_ < text_.size();) {
    const char c = text_[at_];
    if (c == '"') {
      if (!skip_string()) return false;
      continue;
    }
    ++at_;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return true;
  }
  return false;
}

bool Members::skip_value() {
  if (at_ == jump_at_ && jump_size_ <= text_.size() - at_) return at_ += jump_size_, true;
  if (at_ >= text_.size()) return false;
  const char c = text_[at_];
  if (c == '"') return skip_string();
  if (c == '{' || c == '[') return skip_nested();
  const std::size_t begin = at_;
  while (at_ < text_.size() && !ends_scalar(text_[at_])) ++at_;
  return at_ > begin && at_ < text_.size();
}

std::string_view Members::decode(std::string_view quoted) {
  if (quoted.find('\\') == std::string_view::npos) return quoted.substr(1, quoted.size() - 2);
  Document document;
  decoded_.clear();
  if (document.parse(quoted)) decoded_ = document.root().str();
  return decoded_;
}

std::optional<Member> Members::next() {
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == ',') ++at_;
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != '"') return std::nullopt;
  const std::size_t key_at = at_;
  if (!skip_string()) return std::nullopt;
  Member member;
  member.quoted = text_.substr(key_at, at_ - key_at);
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != ':') return std::nullopt;
  ++at_;
  skip_blanks();
  member.offset = at_;
  if (!skip_value()) return std::nullopt;
  member.value = text_.substr(member.offset, at_ - member.offset);
  member.key = decode(member.quoted);
  return member;
}

}  // namespace trace::json
