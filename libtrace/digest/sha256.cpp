#include "digest/sha256.h"

#include <sodium.h>

namespace trace::digest {

Hash256 sha256(std::string_view message) noexcept {
  Hash256 hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(message.data()),
                     message.size());
  return hash;
}

}  // namespace trace::digest
