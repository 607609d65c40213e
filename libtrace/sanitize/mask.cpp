#include "sanitize/mask.h"

#include "digest/hmac.h"

#include "sanitize/bytes.h"
#include "sanitize/decoded.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

constexpr std::size_t kRevealFrom = 24;  // hidden then: 18 characters or more
constexpr std::size_t kEnds = 3;

bool may_show_ends(std::string_view rest) {
  if (rest.size() < kRevealFrom || entropy(rest) < 3.0) return false;
  const auto plain = [](char c) { return is(c, kToken); };
  return std::all_of(rest.begin(), rest.begin() + kEnds, plain) &&
         std::all_of(rest.end() - kEnds, rest.end(), plain);
}

void write_partial(std::string_view secret, const Span& span, std::string& out) {
  const std::size_t shown = span.fill == Fill::partial ? span.shown : std::size_t{0};
  out.append(secret.substr(0, shown));
  const std::string_view rest = secret.substr(shown);
  const bool ends = span.fill == Fill::partial && may_show_ends(rest);
  if (ends) out.append(rest.substr(0, kEnds));
  out.append("***");
  if (ends) out.append(rest.substr(rest.size() - kEnds));
}

constexpr int kMostLayers = 4;

template <typename Decode>
void undo(std::string& text, char mark, Decode decode) {
  if (text.find(mark) != std::string::npos) text = decode(text, 0).text;
}

}  // namespace

std::string without_escapes(std::string_view secret) {
  std::string text(secret);
  for (int layer = 0; layer < kMostLayers; ++layer) {
    const std::string before = text;
    undo(text, '\\', decode_json_string);
    undo(text, '%', decode_percent);
    undo(text, '&', decode_entities);
    if (text == before) break;
  }
  return text;
}

std::string pseudonym_of(std::string_view plain, std::string_view key) {
  const digest::Hash256 hash = digest::hmac_sha256(key, plain);
  return "h:" + digest::hex(digest::bytes_of(hash).substr(0, 8));
}

void write_mask(std::string_view secret, const Span& span, Strategy strategy,
                std::string_view pseudonym, std::string& out) {
  if (span.fill == Fill::nothing) return;
  const auto quote = [&] {
    if (span.fill == Fill::quoted) out.append(span.level, '\\').push_back('"');
  };
  quote();
  switch (strategy) {
    case Strategy::mask:
      write_partial(secret, span, out);
      break;
    case Strategy::remove:
      break;
    case Strategy::hash:
      out.append(pseudonym);
      break;
  }
  quote();
}

}  // namespace trace::sanitize
