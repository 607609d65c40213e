#include "digest/line_hash.h"

#include <xxhash.h>

#include <algorithm>

namespace trace::digest {

LineHash::LineHash(const Key256& key) noexcept : key_(key), secret_{} {
  std::size_t at = 0;
  for (char part = 0; at < secret_.size(); ++part) {
    const auto bytes = blake2b256_keyed(key, std::string_view(&part, 1));
    std::copy(bytes.begin(), bytes.end(), secret_.begin() + static_cast<std::ptrdiff_t>(at));
    at += bytes.size();
  }
}

Hash128 LineHash::of(std::string_view place, std::string_view more_place,
                     std::string_view line) const noexcept {
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(
      &sum, XXH3_128bits_withSecret(line.data(), line.size(), secret_.data(), secret_.size()));
  const std::string_view sum_bytes(reinterpret_cast<const char*>(sum.digest), sizeof sum.digest);
  // One block of BLAKE2b for ids of usual length.
  return blake2b128(bytes_of(key_), sum_bytes, place, more_place);
}

}  // namespace trace::digest
