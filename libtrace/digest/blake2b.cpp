#include "digest/blake2b.h"

#include "base/error.h"

#include <sodium.h>

namespace trace::digest {
namespace {

static_assert(sizeof(crypto_generichash_state) <= 384);
static_assert(alignof(crypto_generichash_state) <= 64);
static_assert(std::tuple_size_v<Key256> <= crypto_generichash_KEYBYTES_MAX);

crypto_generichash_state* state_of(std::array<std::uint8_t, 384>& bytes) noexcept {
  return reinterpret_cast<crypto_generichash_state*>(bytes.data());
}

const unsigned char* raw(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <typename Hash>
Hash one_shot(const unsigned char* key, std::size_t key_size, std::string_view message) noexcept {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), raw(message), message.size(), key, key_size);
  return hash;
}

}  // namespace

void digest_init() {
  if (sodium_init() < 0) {
    throw base::Failure(base::Errc::internal, "cannot initialise the cryptographic library");
  }
}

std::string hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

Hasher::Hasher(std::size_t size) noexcept {
  crypto_generichash_init(state_of(state_), nullptr, 0, size);
}

Hasher::Hasher(const Key256& key, std::size_t size) noexcept {
  crypto_generichash_init(state_of(state_), key.data(), key.size(), size);
}

Hasher& Hasher::update(std::string_view piece) noexcept {
  crypto_generichash_update(state_of(state_), raw(piece), piece.size());
  return *this;
}

Hash256 Hasher::finish256() noexcept {
  Hash256 hash;
  crypto_generichash_final(state_of(state_), hash.data(), hash.size());
  return hash;
}

Hash128 Hasher::finish128() noexcept {
  Hash128 hash;
  crypto_generichash_final(state_of(state_), hash.data(), hash.size());
  return hash;
}

Hash256 blake2b256(std::string_view message) noexcept {
  return one_shot<Hash256>(nullptr, 0, message);
}

Hash128 blake2b128(std::string_view message) noexcept {
  return one_shot<Hash128>(nullptr, 0, message);
}

Hash256 blake2b256_keyed(const Key256& key, std::string_view message) noexcept {
  return one_shot<Hash256>(key.data(), key.size(), message);
}

Hash128 blake2b128_keyed(const Key256& key, std::string_view message) noexcept {
  return one_shot<Hash128>(key.data(), key.size(), message);
}

}  // namespace trace::digest
