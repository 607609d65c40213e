#include "sanitize/decoded.h"

#include "base/utf8.h"
#include "sanitize/bytes.h"
#include "sanitize/scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace trace::sanitize {
namespace {

constexpr int kDeepest = 3;
constexpr std::size_t kBack = 512;
constexpr std::size_t kAhead = 8192;
constexpr std::size_t kBase64Window = 8192;  // a multiple of four
constexpr std::size_t kBase64Overlap = 512;
constexpr std::size_t kLeastHex = 16;  // bytes; shorter ones are numbers

int hex_value(char c) {
  if (is(c, kDigit)) return c - '0';
  return is(c, kHex) ? lower(c) - 'a' + 10 : -1;
}

struct Unit {
  std::size_t length = 0;  // raw bytes; 0: no code here
  char byte = 0;
};

Unit unicode_unit(std::string_view s) {
  if (s.size() < 4 || s[0] != '\\') return {};
  std::size_t slashes = 1;
  while (slashes < s.size() && s[slashes] == '\\') ++slashes;
  if (s.size() >= slashes + 3 && s[slashes] == 'x') {  // of programs, not of JSON
    const int high = hex_value(s[slashes + 1]);
    const int low = hex_value(s[slashes + 2]);
    if (high < 2 || high > 7 || low < 0) return {};
    return {slashes + 3, static_cast<char>(high * 16 + low)};
  }
  if (s.size() < slashes + 5 || s[slashes] != 'u' || s.substr(slashes + 1, 2) != "00") return {};
  const int high = hex_value(s[slashes + 3]);
  const int low = hex_value(s[slashes + 4]);
  if (high < 0 || high > 7 || low < 0) return {};
  return {slashes + 5, static_cast<char>(high * 16 + low)};
}

Unit percent_unit(std::string_view s) {
  if (s.size() < 3 || s[0] != '%') return {};
  const int high = hex_value(s[1]);
  const int low = hex_value(s[2]);
  if (high < 0 || low < 0) return {};
  return {3, static_cast<char>(high * 16 + low)};
}

Unit numeric_entity(std::string_view s) {
  const bool hex = s.size() > 3 && (s[2] == 'x' || s[2] == 'X');
  const std::size_t first = hex ? 3 : 2;
  int value = 0;
  std::size_t i = first;
  for (; i < s.size() && i < first + 4 && is(s[i], hex ? kHex : kDigit); ++i) {
    value = value * (hex ? 16 : 10) + hex_value(s[i]);
  }
  if (i == first || i >= s.size() || s[i] != ';' || value > 127) return {};
  return {i + 1, static_cast<char>(value)};
}

Unit entity_unit(std::string_view s) {
  if (s.size() < 4 || s[0] != '&') return {};
  if (s[1] == '#') return numeric_entity(s);
  struct Named {
    std::string_view name;
    char byte;
  };
  static constexpr Named kNamed[] = {
      {"&quot;", '"'}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}};
  for (const Named& named : kNamed) {
    if (s.starts_with(named.name)) return {named.name.size(), named.byte};
  }
  return {};
}

Unit json_unit(std::string_view s) {
  if (s.size() < 2 || s[0] != '\\') return {};
  switch (s[1]) {
    case 'n':
      return {2, '\n'};
    case 't':
      return {2, '\t'};
    case 'r':
      return {2, '\r'};
    case 'b':
    case 'f':
      return {2, ' '};
    case 'u':
    case 'x':
      break;
    default:
      return {2, s[1]};
  }
  const Unit ascii = unicode_unit(s);
  if (ascii.length > 0) return ascii;
  return s[1] == 'x' ? Unit{2, 'x'} : Unit{std::min<std::size_t>(6, s.size()), '\x80'};
}

template <typename ReadUnit>
Decoded decode(std::string_view raw, std::size_t base, ReadUnit read) {
  Decoded out;
  out.text.reserve(raw.size());
  out.from.reserve(raw.size() + 1);
  for (std::size_t i = 0; i < raw.size();) {
    const Unit unit = read(raw.substr(i));
    out.from.push_back(base + i);
    out.text.push_back(unit.length > 0 ? unit.byte : raw[i]);
    out.changed = out.changed || unit.length > 0;
    i += std::max<std::size_t>(unit.length, 1);
  }
  out.from.push_back(base + raw.size());
  return out;
}

constexpr std::array<std::int16_t, 256> make_base64_values() {
  std::array<std::int16_t, 256> table{};
  table.fill(-1);
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int16_t>(i);
  }
  table['+'] = table['-'] = 62;
  table['/'] = table['_'] = 63;
  return table;
}

constexpr std::array<std::int16_t, 256> kBase64Values = make_base64_values();

bool is_text_byte(char c);

// Tell whether the first four characters may be base64 of text in any script: most words fail here.
bool may_be_base64_text(std::string_view raw) {
  if (raw.size() < 12) return false;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int value = kBase64Values[static_cast<unsigned char>(raw[i])];
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
  }
  return is_text_byte(static_cast<char>(bits >> 16 & 0xFF)) &&
         is_text_byte(static_cast<char>(bits >> 8 & 0xFF)) &&
         (is_text_byte(static_cast<char>(bits & 0xFF)) || (bits & 0xE0) >= 0xC0);
}

bool is_text_byte(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r'; }

// Text of another script, perhaps cut within a character at the end.
bool is_mostly_utf8(std::string_view text) {
  for (std::size_t cut = 0; cut < 4 && cut < text.size(); ++cut) {
    const std::string_view whole = text.substr(0, text.size() - cut);
    if (!base::is_utf8(whole)) continue;
    return std::all_of(whole.begin(), whole.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x80 || is_text_byte(c);
    });
  }
  return false;
}

// Put the spans of a decoded text back to where their bytes came from.
void take_spans(Scan& scan, const Decoded& decoded, const SpanList& found) {
  for (Span span : found) {
    const std::size_t length = span.end - span.begin;
    span.anchor = decoded.from[std::min(span.anchor, span.begin)];
    span.begin = decoded.from[span.begin];
    span.end = decoded.from[span.end];
    if (span.end - span.begin != length) {
      span.fill = Fill::full;
      span.shown = 0;
    }
    scan.spans.push_back(span);
  }
}

void scan_decoded(Scan& scan, const Decoded& decoded) {
  if (!decoded.changed) return;
  SpanList found;
  Scan inner{decoded.text, scan.rules, found, scan.depth + 1};
  scan_text(inner);
  take_spans(scan, decoded, found);
}

struct Region {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The part around `at` that is decoded together: a line, or a word; in JSON never more than a
// string.
Region region_of(Scan& scan, std::size_t at, bool one_word) {
  const std::string_view text = scan.text;
  const bool json = scan.is_json();
  const auto ends = [&](std::size_t i) {
    const char c = text[i];
    if (c == '\n' || (one_word && (is(c, kSpace | kQuote) || c == '\\'))) return true;
    return json && c == '"' && backslashes_before(text, i) % 2 == 0;
  };
  Region region{at, at};
  const std::size_t low = at > kBack ? at - kBack : 0;
  const std::size_t high = std::min(text.size(), at + kAhead);
  while (region.begin > low && !ends(region.begin - 1)) --region.begin;
  while (region.end < high && !ends(region.end)) ++region.end;
  return region;
}

// `"\u0070assword": "x"`: the name is escaped, its value stands outside.
void scan_escaped_name(Scan& scan, const Region& region, std::string_view name) {
  const std::string_view text = scan.text;
  if (name.size() > kNameReach || region.begin == 0 || region.end >= text.size()) return;
  if (text[region.begin - 1] != '"' || text[region.end] != '"') return;
  const auto names = [](char c) { return is(c, kToken) || c == '.' || c == ' '; };
  if (!std::all_of(name.begin(), name.end(), names)) return;  // a text that holds an escape
  const auto site = read_name(text, region.begin, region.end);
  if (site) scan_site(scan, region.begin, *site, name);
}

}  // namespace

Decoded decode_unicode(std::string_view raw, std::size_t base) {
  return decode(raw, base, unicode_unit);
}

Decoded decode_percent(std::string_view raw, std::size_t base) {
  return decode(raw, base, percent_unit);
}

Decoded decode_json_string(std::string_view raw, std::size_t base) {
  return decode(raw, base, json_unit);
}

Decoded decode_entities(std::string_view raw, std::size_t base) {
  return decode(raw, base, entity_unit);
}

std::string decode_base64_text(std::string_view raw, std::size_t limit) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  bool ascii = true;
  for (const char c : raw) {
    const int value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0) {
      if (c == '\\') continue;  // `\/` in JSON
      break;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    const char byte = static_cast<char>(bits >> have & 0xFF);
    ascii = ascii && static_cast<unsigned char>(byte) < 0x80;
    if (ascii && !is_text_byte(byte)) return {};
    out.push_back(byte);
    if (out.size() >= limit) break;
  }
  if (!ascii && !is_mostly_utf8(out)) return {};
  return out;
}

namespace {

// The even bytes of a base64 text whose odd bytes are zero; nothing of another.
std::string narrow_base64(std::string_view raw) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  bool high = false;
  for (const char c : raw) {
    const int value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0) break;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    const char byte = static_cast<char>(bits >> have & 0xFF);
    if (high ? byte != '\0' : !is_text_byte(byte)) return {};
    if (!high) out.push_back(byte);
    high = !high;
  }
  return out;
}

}  // namespace

std::string decode_hex_text(std::string_view raw) {
  std::string out;
  if (raw.size() % 2 != 0) return out;
  for (std::size_t i = 0; i < raw.size(); i += 2) {
    const int high = hex_value(raw[i]);
    const int low = hex_value(raw[i + 1]);
    const char byte = static_cast<char>(high * 16 + low);
    if (high < 0 || low < 0 || !is_text_byte(byte)) return {};
    out.push_back(byte);
  }
  return out;
}

void scan_encoded(Scan& scan, std::size_t at, StemKind kind) {
  if (at < scan.decoded_until || scan.depth >= kDeepest || !scan.rules.decode) return;
  const Region region = region_of(scan, at, kind == StemKind::percent);
  const std::string_view raw = scan.text.substr(region.begin, region.end - region.begin);
  const bool whole = region.end == scan.text.size() || region.end - at < kAhead;
  scan.decoded_until = whole ? region.end : region.end - kBack;
  if (kind == StemKind::percent) return scan_decoded(scan, decode_percent(raw, region.begin));
  if (kind == StemKind::entity) return scan_decoded(scan, decode_entities(raw, region.begin));
  const Decoded decoded = decode_unicode(raw, region.begin);
  scan_escaped_name(scan, region, decoded.text);
  scan_decoded(scan, decoded);
}

namespace {

// The end of the base64 text that holds `at`; JSON may write its slashes as `\/`.
std::size_t base64_end(Scan& scan, std::size_t at) {
  Walks& walks = scan.walks;
  if (at < walks.base64_until) return walks.base64_until;
  std::size_t end = walks.base64.end(scan.text, at);
  while (scan.text.substr(end, 2) == "\\/") end = walks.base64.end(scan.text, end + 1);
  walks.base64_until = end;
  return end;
}

bool has_secret(const Scan& scan, std::string_view text) {
  SpanList found;
  Scan inner{text, scan.rules, found, scan.depth + 1};
  scan_text(inner);
  return !found.empty();
}

}  // namespace

// Text in UTF-16 within base64, as PowerShell takes its commands: every second byte is zero.
static bool scan_wide_base64(Scan& scan, std::size_t begin, std::size_t end) {
  const auto zero_in = [&](std::size_t at) { return scan.text[begin + at] == 'A'; };
  // in six bits each: a byte, 0, a byte, 0, a byte, 0 and again
  if (end - begin < 32 || !zero_in(4) || !zero_in(7) || !zero_in(12) || !zero_in(15)) return false;
  end = std::min(std::max(end, base64_end(scan, begin)), begin + kBase64Window);
  const std::string text = narrow_base64(scan.text.substr(begin, end - begin));
  if (text.size() < kLeastHex || !has_secret(scan, text)) return false;
  scan.add(CodeRule::encoded, begin, end, Fill::full, begin);
  return true;
}

// Decoded window by window; a window begins with the end of the one before.
void scan_base64(Scan& scan, std::size_t begin, std::size_t end) {
  if (scan.depth >= kDeepest || !scan.rules.decode) return;
  std::size_t& decoded = scan.walks.decoded[begin % 4];
  if (begin < decoded) return;
  if (scan_wide_base64(scan, begin, end)) return;
  const std::string_view head = scan.text.substr(begin, 12);
  if (!may_be_base64_text(head) || decode_base64_text(head, 9).size() < 9) return;
  end = std::max(end, base64_end(scan, begin));
  if (decode_base64_text(scan.text.substr(begin, 96), 72).empty()) return;
  std::string window;
  for (std::size_t at = begin; at < end;) {
    const std::string_view raw = scan.text.substr(at, std::min(end - at, kBase64Window));
    const std::string text = decode_base64_text(raw, raw.size());
    if (text.empty() || (at == begin && text.size() < 15)) return;
    decoded = at += raw.size();
    window.erase(0, window.size() - std::min(window.size(), kBase64Overlap)).append(text);
    if (has_secret(scan, window)) return scan.add(CodeRule::encoded, begin, end, Fill::full, begin);
    if (text.size() < raw.size() / 2) return;  // it ended in the middle
  }
}

void scan_hex(Scan& scan, std::size_t begin, std::size_t end) {
  if (scan.depth >= kDeepest || !scan.rules.decode) return;
  const std::string text = decode_hex_text(scan.text.substr(begin, end - begin));
  if (text.size() < kLeastHex || !has_secret(scan, text)) return;
  scan.add(CodeRule::encoded, begin, end, Fill::full, begin);
}

}  // namespace trace::sanitize
