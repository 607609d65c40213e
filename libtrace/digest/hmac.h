// HMAC-SHA-256: keyed pseudonyms of secrets and signatures of tokens that we hand out.
// Not for content identity (see blake2b.h, which is faster). Safe on any thread after
// digest_init().
#pragma once

#include "digest/blake2b.h"

#include <string_view>

namespace trace::digest {

// Authenticate `message` under `key` of any length (RFC 2104).
Hash256 hmac_sha256(std::string_view key, std::string_view message) noexcept;

// Compare without telling by the time taken where two values of equal length differ.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace trace::digest
