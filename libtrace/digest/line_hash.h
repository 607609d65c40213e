// What a line is known by wherever it stands: a hash under a key, several times as fast as keyed
// BLAKE2b for lines of usual length. The line goes through XXH3 with a secret made of the key; what
// comes out, the key and the line's place go through BLAKE2b, so that who lacks the key can neither
// compute nor check it. Immutable: safe on any thread.
#pragma once

#include "digest/blake2b.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace trace::digest {

class LineHash {
 public:
  explicit LineHash(const Key256& key) noexcept;

  // Hash a line that stands at the place which both views name together.
  Hash128 of(std::string_view place, std::string_view more_place,
             std::string_view line) const noexcept;

 private:
  Key256 key_;
  std::array<std::uint8_t, 192> secret_;
};

}  // namespace trace::digest
