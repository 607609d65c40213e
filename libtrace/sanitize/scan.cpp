#include "sanitize/scan.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

namespace trace::sanitize {
namespace {

constexpr std::size_t kBlock = LiteralFilter::kBlock;
constexpr std::size_t kWindow = 64;  // blocks that are filtered at once

// Bits where a run of at least 16 token bytes begins. `next` are the bits of the following block.
std::uint64_t long_runs(std::uint64_t bits, std::uint64_t next, bool open_before) {
  const std::uint64_t starts = bits & ~(bits << 1 | (open_before ? 1U : 0U));
  // most blocks have no eight token bytes in a row that may go on in the next block
  std::uint64_t eight = bits & (bits >> 1 | next << 63);
  eight &= eight >> 2 | std::uint64_t{3} << 62;
  eight &= eight >> 4 | std::uint64_t{15} << 60;
  if ((starts & eight) == 0) return 0;
  const auto both = [](std::uint64_t& low, std::uint64_t& high, unsigned by) {
    low &= low >> by | high << (64 - by);
    high &= high >> by;
  };
  for (const unsigned by : {1U, 2U, 4U, 8U}) both(bits, next, by);
  return starts & bits;
}

void scan_short(Scan& scan, std::size_t at) {
  if (at > 0 && is(scan.text[at - 1], kLetter) && !is_escape_letter(scan.text, at - 1)) return;
  scan_key(scan, at);
}
void scan_quoted(Scan& scan, std::size_t at) { scan_key(scan, at + 1); }
template <StemKind kKind>
void scan_code(Scan& scan, std::size_t at) {
  scan_encoded(scan, at, kKind);
}

using Rule = void (*)(Scan&, std::size_t);

// In the order of StemKind.
constexpr Rule kRules[] = {nullptr,
                           scan_key,
                           scan_short,
                           scan_quoted,
                           scan_foreign,
                           scan_command,
                           scan_sudo,
                           scan_sql,
                           scan_oracle,
                           scan_putty,
                           scan_object,
                           scan_cookie_line,
                           scan_session,
                           scan_url,
                           scan_url_param,
                           scan_key_block,
                           scan_key_end,
                           scan_curl,
                           scan_code<StemKind::escape>,
                           scan_code<StemKind::percent>,
                           scan_code<StemKind::entity>,
                           scan_bearer,
                           scan_events,
                           scan_hash,
                           scan_key};
static_assert(std::size(kRules) == static_cast<std::size_t>(StemKind::custom_key) + 1);

void scan_stem(Scan& scan, std::size_t at) {
  const StemKind kind = scan.rules.stems.at(scan.text, at);
  if (kind != StemKind::none) kRules[static_cast<std::size_t>(kind)](scan, at);
}

void scan_block(Scan& scan, std::size_t base, std::uint64_t stems, std::uint64_t runs) {
  for (std::uint64_t both = stems | runs; both != 0; both &= both - 1) {
    const auto bit = static_cast<unsigned>(std::countr_zero(both));
    const std::size_t at = base + bit;
    if (at < scan.skip_until) continue;
    if (stems >> bit & 1) scan_stem(scan, at);
    if ((runs >> bit & 1) && at >= scan.skip_until) scan_run(scan, at);
  }
}

bool is_number_byte(char c) {
  return is(c, kDigit) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

// Tell whether `at` lies in an object or array of the outermost JSON and in none of its strings.
// Cheap when places ascend.
bool is_bare_json(Scan& scan, std::size_t at) {
  BareJson& walk = scan.bare_json;
  if (at < walk.until) walk = {};
  for (; walk.until < at; ++walk.until) {
    const char c = scan.text[walk.until];
    if (c == '"' && backslashes_before(scan.text, walk.until) % 2 == 0)
      walk.in_string = !walk.in_string;
    if (walk.in_string) continue;
    if (c == '{' || c == '[') ++walk.brackets;
    if (c == '}' || c == ']') --walk.brackets;
  }
  return !walk.in_string && walk.brackets > 0;
}

// Where a match is all or part of a bare JSON number, the whole number becomes a string.
void fit_json_number(Scan& scan, Span& span) {
  const std::string_view text = scan.text;
  const std::string_view match = text.substr(span.begin, span.end - span.begin);
  if (scan.depth > 0 || !std::all_of(match.begin(), match.end(), is_number_byte)) return;
  if (!scan.is_json() || !is_bare_json(scan, span.begin)) return;
  std::size_t begin = span.begin;
  std::size_t end = span.end;
  while (begin > 0 && is_number_byte(text[begin - 1])) --begin;
  while (end < text.size() && is_number_byte(text[end])) ++end;
  if (text.substr(begin, end - begin).find_first_of(".eE") != std::string_view::npos) {
    span.end = span.begin;  // digits of a fraction are no number of anybody
    return;
  }
  span.begin = begin;
  span.end = end;
  span.fill = Fill::quoted;
}

// A secret after `\n` or `\u000a` begins after the letters of the escape: these stay.
void spare_escape(std::string_view text, Span& span) {
  if (span.begin == 0 || text[span.begin - 1] != '\\') return;
  const bool unicode = text[span.begin] == 'u' && span.begin + 5 <= text.size() &&
                       is(text[span.begin + 1], kHex) && is(text[span.begin + 4], kHex);
  const std::size_t letters = unicode ? 5 : is_escape_letter(text, span.begin) ? 1 : 0;
  span.begin = std::min(span.begin + letters, span.end);
}

void scan_patterns(Scan& scan) {
  for (std::size_t i = 0; i < scan.rules.patterns.size(); ++i) {
    const auto id = static_cast<RuleId>(scan.rules.first_pattern + i);
    if (!scan.rules.enabled(id)) continue;
    const std::size_t known = scan.spans.size();
    if (scan.rules.patterns.run(i, scan.text, id, scan.spans)) {
      for (std::size_t n = known; n < scan.spans.size(); ++n) {
        fit_json_number(scan, scan.spans[n]);
        spare_escape(scan.text, scan.spans[n]);
      }
      std::erase_if(scan.spans, [](const Span& span) { return span.begin == span.end; });
      continue;
    }
    scan.add(CodeRule::unscanned, 0, scan.text.size(), Fill::full, 0);
  }
}

// A value that tells its vendor is reported and masked as such.
void name_vendor(const TokenTable& tokens, std::string_view text, Span& span) {
  const auto token = tokens.find(text, span.begin);
  if (!token || token->end != span.end) return;
  span.rule = static_cast<RuleId>(token->rule);
  span.shown = static_cast<std::uint8_t>(token->prefix);
}

}  // namespace

bool Scan::is_json() {
  if (json >= 0) return json != 0;
  const std::string_view head = text.substr(0, 512);
  const auto opens = [&](char bracket) {
    for (std::size_t i = head.find(bracket); i < head.size(); i = head.find(bracket, i + 1)) {
      if (i > 0 && (is(head[i - 1], kAlnum | kDash) || head[i - 1] == ')')) continue;  // a[…]
      const std::size_t next = head.find_first_not_of(" \t\r\n", i + 1);
      if (next != std::string_view::npos && (head[next] == '"' || head[next] == '{')) return true;
    }
    return false;
  };
  json = opens('{') || opens('[') || text.find("\":\"") != std::string_view::npos ? 1 : 0;
  return json != 0;
}

void Scan::add(Span span) {
  spare_escape(text, span);
  if (span.begin >= span.end || !rules.enabled(span.rule)) return;
  const std::string_view secret = text.substr(span.begin, span.end - span.begin);
  for (const std::string& allowed : rules.allowed_values) {
    if (secret == allowed) return;
  }
  spans.push_back(span);
  const bool beside_its_name = span.begin <= span.anchor + 256;
  if (beside_its_name) skip_until = std::max(skip_until, span.end);
}

void Scan::add(CodeRule rule, std::size_t begin, std::size_t end, Fill fill, std::size_t anchor) {
  Span span;
  span.begin = begin;
  span.end = end;
  span.rule = rules.id(rule);
  span.fill = fill;
  span.anchor = anchor;
  if (fill == Fill::partial) name_vendor(rules.tokens, text, span);
  add(span);
}

void scan_part(Scan& scan, TextMasks& masks, std::size_t offset) {
  if (!scan.text.empty()) {
    const std::size_t end = offset + scan.text.size();
    const std::size_t last = (end - 1) / kBlock;
    std::size_t block = offset / kBlock;
    const auto mask_of = [&](std::size_t n) {
      if (n > last) return BlockMask{};
      BlockMask mask = masks[n];
      const std::uint64_t valid =
          n < last ? ~std::uint64_t{0} : ~std::uint64_t{0} >> (last * kBlock + kBlock - end);
      mask.stem &= valid;
      mask.token &= valid;
      return mask;
    };
    bool open = false;
    BlockMask mask = mask_of(block);
    const std::uint64_t valid = ~std::uint64_t{0} << (offset % kBlock);
    mask.stem &= valid;
    mask.token &= valid;
    for (; block <= last; ++block) {
      const BlockMask next = mask_of(block + 1);
      const std::uint64_t runs = long_runs(mask.token, next.token, open);
      if ((mask.stem | runs) != 0) scan_block(scan, block * kBlock - offset, mask.stem, runs);
      open = mask.token >> 63 != 0;
      mask = next;
    }
  }
  if (scan.rules.has_patterns) scan_patterns(scan);
}

void scan_text(Scan& scan) {
  std::array<BlockMask, kWindow> window;  // not cleared: masks are made before they are read
  TextMasks masks(scan.text, scan.rules.stems.filter(), window);
  scan_part(scan, masks, 0);
}

}  // namespace trace::sanitize
