// The first look at every byte: where could a word begin that announces a secret, and which bytes
// belong to tokens? Answers in bit masks of 64 bytes, by vector instructions where the processor
// has them. It may say yes too often, never no too often; StemTable has the last word. Immutable
// after add() calls: scanning is safe on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace::sanitize {

struct BlockMask {
  std::uint64_t stem;   // bit i: a stem may begin at byte i
  std::uint64_t token;  // bit i: byte i is a letter, a digit, `-` or `_`
};

class LiteralFilter {
 public:
  static constexpr std::size_t kBlock = 64;
  static constexpr std::size_t kPrint = 4;  // bytes of a stem that are looked at

  // Let the filter pass what begins with the first four bytes of `stem` (all of a shorter one), in
  // any case. `bucket` 0 to 7: stems that share letters at the same places share a bucket.
  void add(std::string_view stem, unsigned bucket);

  // Fill `out` for `blocks` blocks. REQUIRES: blocks * 64 + 3 bytes can be read at `text`.
  void scan(const char* text, std::size_t blocks, BlockMask* out) const;
  // The same without vector instructions, for processors that have none and for tests.
  void scan_portable(const char* text, std::size_t blocks, BlockMask* out) const;

 private:
  void scan_avx2(const char* text, std::size_t blocks, BlockMask* out) const;
  void admit(std::size_t place, unsigned char byte, std::uint8_t bit);

  // Per place in the stem: buckets that admit a low and a high half of a byte.
  std::array<std::array<std::uint8_t, 16>, kPrint> low_{};
  std::array<std::array<std::uint8_t, 16>, kPrint> high_{};
};

}  // namespace trace::sanitize
