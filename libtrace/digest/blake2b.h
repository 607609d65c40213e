// BLAKE2b: content identity, hash chains and keyed ids. A thin wrapper without allocation, meant
// for more than a million calls a second. Not for passwords, not for pseudonyms of secrets (see
// hmac.h). Functions are safe on any thread once digest_init() has returned; a Hasher belongs to
// one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trace::digest {

using Hash256 = std::array<std::uint8_t, 32>;
using Hash128 = std::array<std::uint8_t, 16>;
using Key256 = std::array<std::uint8_t, 32>;

// Make the cryptographic library ready; cheap when called again. Throw Failure(internal) if it
// cannot. REQUIRED once before anything else of this folder.
void digest_init();

// See the bytes of a hash or key as text; valid as long as the array lives.
template <std::size_t N>
std::string_view bytes_of(const std::array<std::uint8_t, N>& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

// Spell bytes as lower-case hexadecimal digits, two a byte.
std::string hex(std::string_view bytes);

// Hash a message that comes in pieces. The length of a piece leaves no mark: put lengths between
// pieces where their borders matter.
class Hasher {
 public:
  // `size` is the length of the result in bytes, 16 to 64.
  explicit Hasher(std::size_t size = 32) noexcept;
  Hasher(const Key256& key, std::size_t size) noexcept;

  Hasher& update(std::string_view piece) noexcept;
  // Write the hash of all pieces. REQUIRES: called once, with the size that was constructed.
  Hash256 finish256() noexcept;
  Hash128 finish128() noexcept;

 private:
  alignas(64) std::array<std::uint8_t, 384> state_;
};

// Hash one message.
Hash256 blake2b256(std::string_view message) noexcept;
Hash128 blake2b128(std::string_view message) noexcept;
// Hash one message under a key: others cannot compute or check it.
Hash256 blake2b256_keyed(const Key256& key, std::string_view message) noexcept;
Hash128 blake2b128_keyed(const Key256& key, std::string_view message) noexcept;

// Hash several pieces as if they were one.
template <typename... Parts>
Hash256 blake2b256(std::string_view first, std::string_view second, const Parts&... rest) noexcept {
  Hasher hasher(32);
  hasher.update(first).update(second);
  (hasher.update(std::string_view(rest)), ...);
  return hasher.finish256();
}

template <typename... Parts>
Hash128 blake2b128(std::string_view first, std::string_view second, const Parts&... rest) noexcept {
  Hasher hasher(16);
  hasher.update(first).update(second);
  (hasher.update(std::string_view(rest)), ...);
  return hasher.finish128();
}

}  // namespace trace::digest
