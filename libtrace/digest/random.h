// Bytes that nobody can predict: salts, keys, the random part of ids.
// random_bytes is safe on any thread after digest_init(); a SaltPool belongs to one thread and must
// not be used on both sides of a fork.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace trace::digest {

// Fill `out` from the system's generator.
void random_bytes(std::span<std::uint8_t> out) noexcept;

using Salt = std::array<std::uint8_t, 16>;

// Hand out salts from a 4 KiB buffer, so that the system is asked once for 256 of them. Salts that
// were handed out are wiped from the buffer.
class SaltPool {
 public:
  Salt next() noexcept;

 private:
  std::array<std::uint8_t, 4096> buffer_{};
  std::size_t used_ = 4096;
};

}  // namespace trace::digest
