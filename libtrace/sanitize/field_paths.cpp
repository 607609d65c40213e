#include "sanitize/field_paths.h"

#include "sanitize/bytes.h"
#include "sanitize/key_class.h"

namespace trace::sanitize {
namespace {

constexpr std::size_t kDeepest = 64;  // objects and arrays in each other; deeper ones have no path

bool match_steps(std::span<const std::string> steps, std::span<const std::string> keys) {
  if (steps.empty()) return keys.empty();
  if (steps.front() == "**") {
    for (std::size_t skip = 0; skip <= keys.size(); ++skip) {
      if (match_steps(steps.subspan(1), keys.subspan(skip))) return true;
    }
    return false;
  }
  if (keys.empty() || (steps.front() != "*" && steps.front() != keys.front())) return false;
  return match_steps(steps.subspan(1), keys.subspan(1));
}

}  // namespace

std::vector<std::string> steps_of(std::string_view name) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t dot = name.find('.');
    const std::string_view step = name.substr(0, dot);
    out.push_back(step == "*" || step == "**" ? std::string(step) : folded_name(step));
    if (dot == std::string_view::npos) return out;
    name.remove_prefix(dot + 1);
  }
}

bool FieldPaths::is_path(std::string_view field) {
  return field.find_first_of(".*") != std::string_view::npos;
}

std::string_view FieldPaths::add(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('.') + 1);
  if (last.find('*') != std::string_view::npos) return {};
  paths_.push_back(steps_of(path));
  return last;
}

bool FieldPaths::match(std::span<const std::string> keys) const {
  for (const auto& steps : paths_) {
    if (match_steps(steps, keys)) return true;
  }
  return false;
}

// Read the string that begins at `i`; a colon after it makes it a key. Return the place after it.
std::size_t KeyWalk::read_string(std::string_view text, std::size_t i) {
  const std::size_t begin = i + 1;
  std::size_t end = begin;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  if (end >= text.size()) return text.size();
  std::size_t after = end + 1;
  while (after < text.size() && is(text[after], kSpace)) ++after;
  const bool key = after < text.size() && text[after] == ':';
  if (key && !frames_.empty()) frames_.back().key = text.substr(begin, end - begin);
  return end + 1;
}

bool KeyWalk::reach(std::string_view text, std::size_t at) {
  while (at_ < at) {
    const char c = text[at_];
    if (c == '"') {
      at_ = read_string(text, at_);
      continue;
    }
    if (c == '{' || c == '[') frames_.push_back({c == '{', {}});
    if ((c == '}' || c == ']') && !frames_.empty()) frames_.pop_back();
    ++at_;
  }
  return at_ == at && frames_.size() <= kDeepest;
}

std::vector<std::string> KeyWalk::keys() const {
  std::vector<std::string> out;
  for (const Frame& frame : frames_) {
    if (frame.object) out.push_back(folded_name(frame.key));
  }
  return out;
}

}  // namespace trace::sanitize
