// Which parts of a tally a report needs: what nobody asks for is not read. Plain values: safe on
// any thread.
#pragma once

#include <cstdint>

namespace trace::store {

// Bits of a UsageParts.
enum class UsagePart : std::uint16_t {
  input = 1,
  cache_read = 2,
  cache_write = 4,
  cache_write_1h = 8,
  output = 16,
  reasoning = 32,
  status = 64,
  cost = 128,
  duration = 256,
  ttft = 512
};

class UsageParts {
 public:
  constexpr UsageParts() = default;
  constexpr UsageParts(UsagePart part) : bits_(static_cast<std::uint16_t>(part)) {}  // NOLINT
  static constexpr UsageParts all() { return UsageParts(0x3FF); }
  constexpr UsageParts operator|(UsageParts other) const {
    return UsageParts(static_cast<std::uint16_t>(bits_ | other.bits_));
  }
  constexpr bool has_any(UsageParts of) const { return (bits_ & of.bits_) != 0; }
  constexpr bool has(UsagePart part) const {
    return (bits_ & static_cast<std::uint16_t>(part)) != 0;
  }

 private:
  constexpr explicit UsageParts(std::uint16_t bits) : bits_(bits) {}
  std::uint16_t bits_ = 0;
};

}  // namespace trace::store
