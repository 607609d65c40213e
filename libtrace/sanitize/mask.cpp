#include "sanitize/mask.h"

#include "digest/hmac.h"

#include "sanitize/bytes.h"

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

// The same secret has the same pseudonym, however deep in JSON it stood.
void write_hash(std::string_view secret, std::string_view key, std::string& out) {
  std::string plain(secret);
  std::erase(plain, '\\');
  const digest::Hash256 hash = digest::hmac_sha256(key, plain);
  out.append("h:").append(digest::hex(digest::bytes_of(hash).substr(0, 8)));
}

}  // namespace

void write_mask(std::string_view secret, const Span& span, Strategy strategy, std::string_view key,
                std::string& out) {
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
      write_hash(secret, key, out);
      break;
  }
  quote();
}

}  // namespace trace::sanitize
