// Numbers by chance that are the same on every machine, for what the benchmarks generate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere, unlike <random>'s
// distributions.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  std::string hex(std::size_t digits) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < digits; ++i) out += kDigits[below(16)];
    return out;
  }
  std::string uuid() {
    return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-8" + hex(3) + "-" + hex(12);
  }

 private:
  std::uint64_t state_;
};

}  // namespace bench
