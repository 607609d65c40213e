#include "formats/display_width.h"

#include "formats/utf8_reader.h"
#include "formats/width_ranges.h"

#include <algorithm>
#include <iterator>

namespace trace::formats {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;

template <std::size_t N>
bool contains(const CodeRange (&ranges)[N], char32_t value) {
  const auto* after = std::upper_bound(
      std::begin(ranges), std::end(ranges), value,
      [](char32_t wanted, const CodeRange& range) { return wanted < range.first; });
  return after != std::begin(ranges) && value <= std::prev(after)->last;
}

int code_width(char32_t value) {
  if (value < 0x300) return 1;
  if (contains(kZeroWidth, value)) return 0;
  return contains(kWide, value) ? 2 : 1;
}

bool is_skin_tone(char32_t value) { return value >= 0x1F3FB && value <= 0x1F3FF; }
bool is_flag_letter(char32_t value) { return value >= 0x1F1E6 && value <= 0x1F1FF; }

struct Cluster {
  std::size_t length = 0;
  int width = 0;
};

// What follows a base character and is shown in its place: marks, styles, skin tones, joined emoji.
// Returns nothing when the next code point starts a character of its own.
bool extends(char32_t previous, char32_t value) {
  return previous == kJoiner || is_skin_tone(value) || value == kKeycap ||
         (value >= 0x300 && code_width(value) == 0);
}

// Take what is shown as one character at `at`.
Cluster next_cluster(std::string_view text, std::size_t at) {
  const CodePoint base = decode_utf8(text, at);
  Cluster cluster{base.length, base.valid ? code_width(base.value) : 1};
  char32_t previous = base.value;
  bool paired = false;
  while (at + cluster.length < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at + cluster.length]);
    if (byte < 0x80) break;
    const CodePoint next = decode_utf8(text, at + cluster.length);
    const bool flag = !paired && is_flag_letter(previous) && is_flag_letter(next.value);
    if (!next.valid || (!flag && !extends(previous, next.value))) break;
    if (flag || (next.value == kEmojiStyle && base.value >= 0x80)) cluster.width = 2;
    paired = paired || flag;
    cluster.length += next.length;
    previous = next.value;
  }
  return cluster;
}

bool is_plain(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

int display_width(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return static_cast<int>(text.size());
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Cluster cluster = next_cluster(text, at);
    width += cluster.width;
    at += cluster.length;
  }
  return width;
}

std::size_t fit_prefix(std::string_view text, int columns) {
  std::size_t at = 0;
  int width = 0;
  while (at < text.size()) {
    const Cluster cluster = next_cluster(text, at);
    if (width + cluster.width > columns) break;
    width += cluster.width;
    at += cluster.length;
  }
  return at;
}

void append_elided(std::string& out, std::string_view text, int columns) {
  const std::size_t whole = fit_prefix(text, columns);
  if (whole == text.size()) {
    out.append(text);
    return;
  }
  if (columns < 1) return;
  out.append(text.substr(0, fit_prefix(text, columns - 1)));
  out += "…";
}

}  // namespace trace::formats
