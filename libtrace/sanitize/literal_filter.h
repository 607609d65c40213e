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

  static constexpr std::size_t kGroups = 3;  // of eight buckets each

  // Let the filter pass what begins with the first four bytes of `stem` (all of a shorter one), in
  // any case. `bucket` 0 to 23: stems that share letters at the same places share a bucket.
  void add(std::string_view stem, unsigned bucket);

  // Fill `out` for `blocks` blocks. REQUIRES: blocks * 64 + 3 bytes can be read at `text`.
  void scan(const char* text, std::size_t blocks, BlockMask* out) const;
  // The same with no more than these instructions, as far as the processor has them; for tests.
  enum class Level : std::uint8_t { portable, avx2, avx512 };
  void scan_at(Level level, const char* text, std::size_t blocks, BlockMask* out) const;
  // The same without vector instructions.
  void scan_portable(const char* text, std::size_t blocks, BlockMask* out) const;

 private:
  // Buckets that admit a low and a high half of a byte, per place in the stem.
  struct Group {
    std::array<std::array<std::uint8_t, 16>, kPrint> low{};
    std::array<std::array<std::uint8_t, 16>, kPrint> high{};
    void admit(std::size_t place, unsigned char byte, std::uint8_t bit);
  };
  void scan_avx2(const char* text, std::size_t blocks, BlockMask* out) const;
  void scan_avx512(const char* text, std::size_t blocks, BlockMask* out) const;
  template <std::size_t kUsed>
  void scan_groups(const char* text, std::size_t blocks, BlockMask* out) const;

  std::array<Group, kGroups> groups_;
  std::size_t used_ = 1;  // groups that have stems
};

}  // namespace trace::sanitize
