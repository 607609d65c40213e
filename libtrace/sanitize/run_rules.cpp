// Long runs of letters and digits: tokens that tell their vendor, JWT, bot tokens, base64, and what
// is only suspicious beside a telling word.
#include "sanitize/bytes.h"
#include "sanitize/scan.h"
#include "sanitize/secret_value.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace trace::sanitize {
namespace {

constexpr std::size_t kLeadReach = 40;

constexpr std::size_t kMostParts = 24;
// So many bytes without a blank or a quote are a file in base64, or the like: what is known by its
// shape or its neighbours does not stand within.
constexpr std::size_t kBlob = 2048;

struct Run {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t digits = 0;
  std::size_t longest = 0;  // bytes between - and _
  std::uint8_t kinds = 0;   // classes of all its bytes
  std::size_t parts = 0;    // places after - and _, where a token may begin, from begin on
  std::array<std::uint32_t, kMostParts> part;
};

Run read_run(std::string_view text, std::size_t begin) {
  Run run;
  run.begin = begin;
  std::size_t i = begin;
  std::size_t border = begin;  // after the last - or _
  unsigned kinds = 0;
  for (; i < text.size(); ++i) {
    const unsigned kind = kByteClasses[static_cast<unsigned char>(text[i])];
    if ((kind & kToken) == 0) break;
    run.digits += kind & kDigit;
    kinds |= kind;
    if ((kind & kDash) == 0) continue;
    run.longest = std::max(run.longest, i - border);
    border = i + 1;
    if (run.parts == kMostParts) continue;
    run.part[run.parts++] = static_cast<std::uint32_t>(border - begin);
  }
  run.longest = std::max(run.longest, i - border);
  run.end = i;
  run.kinds = static_cast<std::uint8_t>(kinds);
  if (!is_escape_letter(text, begin)) return run;
  ++run.begin;
  for (std::size_t part = 0; part < run.parts; ++part) --run.part[part];
  return run;
}

// cache_read_input_tokens, parent-tool-use: lower-case words of a name and nothing drawn.
bool is_identifier(const Run& run) {
  return (run.kinds & (kDigit | kUpper)) == 0 && run.parts > 0 && run.longest < 12;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is(c, kHex); });
}

// `"359e0b62-b86c-4a98-8fac-47a9dc673932"` is no token of a vendor; its name decides.
bool may_be_quoted_uuid(std::string_view text, std::size_t begin) {
  if (begin == 0 || begin + 36 >= text.size()) return false;
  const char* p = text.data() + begin;
  return p[-1] == '"' && p[36] == '"' && p[8] == '-' && p[13] == '-' && p[18] == '-' &&
         p[23] == '-';
}

// `session_id":"`, `uuid": "`: a name that says what it is, and no vendor's.
bool is_named_id(std::string_view text, std::size_t begin) {
  std::size_t i = begin - 1;
  if (i > 0 && text[i - 1] == ' ') --i;
  return i >= 4 && text[i - 1] == ':' && text[i - 2] == '"' && lower(text[i - 3]) == 'd' &&
         lower(text[i - 4]) == 'i';
}

// AKIA…,secret: the key that stands beside the id of a key of AWS or Alibaba.
void add_key_beside(Scan& scan, std::size_t id, std::size_t end) {
  const std::string_view text = scan.text;
  const std::size_t size = text.substr(id).starts_with("LTAI") ? 30 : 40;
  std::size_t begin = end;
  const auto parts = [&](std::size_t i) {
    return is(text[i], kSpace | kQuote) || std::string_view(",:;|\\").find(text[i]) < 5 ||
           is_escape_letter(text, i);
  };
  while (begin < text.size() && begin - end < 8 && parts(begin)) ++begin;
  if (begin == end || begin + size > text.size()) return;
  const auto belongs = [](char c) { return is(c, kAlnum) || c == '+' || c == '/'; };
  const std::string_view key = text.substr(begin, size);
  if (!std::all_of(key.begin(), key.end(), belongs) || !has_digit_or_both_cases(key)) return;
  if (begin + size < text.size() && belongs(text[begin + size])) return;
  if (key.find_first_of("0123456789") == std::string_view::npos) return;
  scan.add(CodeRule::context, begin, begin + size, Fill::full, id);
}

// `"model":"claude-sonnet-4-5"` stands in every second line of an agent.
bool is_model(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view kName = "\"model\":\"";
  return end - begin < 40 && begin >= kName.size() && end < text.size() && text[end] == '"' &&
         text.substr(begin - kName.size(), kName.size()) == kName;
}

bool add_token(Scan& scan, std::size_t at) {
  const auto found = scan.rules.tokens.find(scan.text, at);
  if (!found) return false;
  Span span{found->begin, found->end, static_cast<RuleId>(found->rule), Fill::partial, 0, 0, at};
  span.shown = static_cast<std::uint8_t>(found->prefix);
  scan.add(span);
  const std::string_view head = scan.text.substr(at, 4);
  if (head == "AKIA" || head == "ASIA" || head == "LTAI") add_key_beside(scan, at, found->end);
  return true;
}

bool add_jwt(Scan& scan, std::size_t at) {
  const std::string_view rest = scan.text.substr(at);
  if (rest[0] != 'e' || (!rest.starts_with("eyJ") && !rest.starts_with("eyA"))) return false;
  const std::size_t end = scan.walks.jwt.end(scan.text, at);
  if (end - at < 32) return false;
  const std::size_t dot = scan.walks.dot.at_or_after(scan.text, at);
  if (dot >= end) return false;
  const bool nested = scan.text.substr(dot + 1, 2) == "ey";
  if (!nested && scan.walks.second_dot.at_or_after(scan.text, dot + 1) >= end) return false;
  if (scan.text.substr(end).starts_with("***")) return false;
  scan.add(CodeRule::bearer, at, end, Fill::full, at);
  return true;
}

// 1234567890:AA…: the number of a bot and its token.
bool add_bot_token(Scan& scan, const Run& run) {
  if (run.end - run.begin < 34 || run.end - run.begin > 36 || run.begin < 9) return false;
  if (scan.text[run.begin - 1] != ':') return false;
  std::size_t i = run.begin - 1;
  while (i > 0 && is(scan.text[i - 1], kDigit)) --i;
  const std::size_t digits = run.begin - 1 - i;
  if (digits < 8 || digits > 11) return false;
  if (!looks_random(scan.text.substr(run.begin, run.end - run.begin), 16)) return false;
  scan.add(CodeRule::token, run.begin, run.end, Fill::full, i);
  return true;
}

// aaa.bbb.run: the token may begin at any part before the run.
bool add_after_lead(Scan& scan, const Run& run) {
  const std::size_t limit = run.begin > kLeadReach ? run.begin - kLeadReach : 0;
  std::size_t i = run.begin;
  const auto leads = [](char c) {
    return is(c, kToken) || c == '.' || c == '~' || c == '/' || c == '$' || c == '+';
  };
  while (i > limit && leads(scan.text[i - 1])) --i;
  for (; i < run.begin; ++i) {
    const bool border =
        i == limit || !is(scan.text[i - 1], kAlnum) || is_escape_letter(scan.text, i - 1);
    if (border && is(scan.text[i], kAlnum) && add_token(scan, i)) return true;
  }
  return false;
}

bool add_known(Scan& scan, const Run& run, bool blob) {
  if (!blob && run.begin > 0 && run.begin > scan.skip_until &&
      std::string_view("./~$+").find(scan.text[run.begin - 1]) != std::string_view::npos &&
      add_after_lead(scan, run)) {
    return true;
  }
  if (add_token(scan, run.begin) || add_jwt(scan, run.begin) || add_bot_token(scan, run))
    return true;
  bool found = false;
  for (std::size_t i = 0; i < run.parts; ++i) {
    const std::size_t at = run.begin + run.part[i];
    if (at + 12 >= run.end) break;
    if (at < scan.skip_until || is(scan.text[at], kDash)) continue;
    found = add_token(scan, at) || add_jwt(scan, at) || found;
  }
  return found;
}

}  // namespace

void scan_run(Scan& scan, std::size_t begin) {
  if (may_be_quoted_uuid(scan.text, begin)) {
    static constexpr std::array<std::uint32_t, 4> kParts = {9, 14, 19, 24};
    const std::string_view uuid = scan.text.substr(begin, 36);
    if (is_named_id(scan.text, begin) && is_hex(uuid.substr(0, 8))) return;
    if (is_uuid(uuid)) return scan_context(scan, begin, begin + 36, kParts);
  }
  const Run run = read_run(scan.text, begin);
  if (scan_key_body(scan, run.begin)) return;
  if (is_identifier(run)) return;
  if (run.end - run.begin < 12) return;
  if (is_model(scan.text, run.begin, run.end)) {
    add_token(scan, run.begin);
    return;
  }
  const std::size_t around =
      scan.walks.wide.end(scan.text, run.begin) - scan.walks.wide.begin(scan.text, run.begin);
  const bool blob = around >= kBlob;
  if (add_known(scan, run, blob)) return;
  if (!blob && scan_shape(scan, run.begin, run.end)) return;
  scan_base64(scan, run.begin, run.end);
  scan_hex(scan, run.begin, run.end);
  if (blob) return;
  const bool word = run.digits == 0 && (run.parts > 0 || run.end - run.begin < 20);
  if (word) return;
  scan_context(scan, run.begin, run.end, std::span(run.part).first(run.parts));
}

}  // namespace trace::sanitize
