// SHA-256 of bytes, for sums that people compare with other tools. Safe on any thread after
// digest_init().
#pragma once

#include "digest/blake2b.h"

#include <string_view>

namespace trace::digest {

// Return the SHA-256 of `message`.
Hash256 sha256(std::string_view message) noexcept;

}  // namespace trace::digest
