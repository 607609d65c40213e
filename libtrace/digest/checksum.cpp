#include "digest/checksum.h"

#include <xxhash.h>

namespace trace::digest {

std::uint64_t checksum64(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace trace::digest
