#include "digest/hmac.h"

#include <sodium.h>

namespace trace::digest {
namespace {

const unsigned char* raw(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Hash256 hmac_sha256(std::string_view key, std::string_view message) noexcept {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(key), key.size());
  crypto_auth_hmacsha256_update(&state, raw(message), message.size());
  Hash256 hash;
  crypto_auth_hmacsha256_final(&state, hash.data());
  return hash;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace trace::digest
