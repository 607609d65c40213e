#include "sanitize/literal_filter.h"

#include "sanitize/bytes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trace::sanitize {

void LiteralFilter::admit(std::size_t place, unsigned char byte, std::uint8_t bit) {
  low_[place][byte & 15] |= bit;
  high_[place][byte >> 4] |= bit;
}

void LiteralFilter::add(std::string_view stem, unsigned bucket) {
  const auto bit = static_cast<std::uint8_t>(1U << (bucket & 7U));
  for (std::size_t place = 0; place < kPrint; ++place) {
    if (place >= stem.size()) {
      for (auto& half : low_[place]) half |= bit;
      for (auto& half : high_[place]) half |= bit;
      continue;
    }
    const auto byte = static_cast<unsigned char>(stem[place]);
    admit(place, byte, bit);
    if (is(stem[place], kLetter)) admit(place, byte ^ 0x20, bit);
  }
}

void LiteralFilter::scan_portable(const char* text, std::size_t blocks, BlockMask* out) const {
  const auto buckets = [&](std::size_t place, char c) {
    const auto byte = static_cast<unsigned char>(c);
    return static_cast<std::uint8_t>(low_[place][byte & 15] & high_[place][byte >> 4]);
  };
  for (std::size_t block = 0; block < blocks; ++block, text += kBlock) {
    BlockMask mask{};
    for (std::size_t i = 0; i < kBlock; ++i) {
      const auto both = static_cast<std::uint8_t>(buckets(0, text[i]) & buckets(1, text[i + 1]));
      if (both != 0 && (both & buckets(2, text[i + 2]) & buckets(3, text[i + 3])) != 0) {
        mask.stem |= std::uint64_t{1} << i;
      }
      mask.token |= std::uint64_t{is(text[i], kToken)} << i;
    }
    out[block] = mask;
  }
}

#if defined(__x86_64__)

namespace {

using Table = std::array<std::uint8_t, 16>;

// Token bytes by halves: bit 0 is `-`, 1 digits, 2 letters of columns 4 and 6, 3 and 4 of 5 and 7.
constexpr Table kTokenHigh = {0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr Table make_token_low() {
  Table table{};
  for (std::size_t low = 0; low < 16; ++low) {
    unsigned bits = low == 0xD ? 1U : 0U;
    if (low <= 9) bits |= 2U;
    if (low >= 1) bits |= 4U;
    if (low <= 0xA) bits |= 8U | 16U;
    if (low == 0xF) bits |= 8U;
    table[low] = static_cast<std::uint8_t>(bits);
  }
  return table;
}
constexpr Table kTokenLow = make_token_low();

[[gnu::target("avx2")]] inline __m256i twice(const Table& table) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
}

[[gnu::target("avx2")]] inline __m256i bytes_at(const char* text) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
}

[[gnu::target("avx2")]] inline __m256i look_up(__m256i low, __m256i high, __m256i bytes) {
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i a = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
  const __m256i b = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
  return _mm256_and_si256(a, b);
}

[[gnu::target("avx2")]] inline std::uint64_t nonzero(__m256i bytes) {
  const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
  return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(zero)) & 0xFFFFFFFFU;
}

}  // namespace

[[gnu::target("avx2")]] void LiteralFilter::scan_avx2(const char* text, std::size_t blocks,
                                                      BlockMask* out) const {
  const __m256i low[kPrint] = {twice(low_[0]), twice(low_[1]), twice(low_[2]), twice(low_[3])};
  const __m256i high[kPrint] = {twice(high_[0]), twice(high_[1]), twice(high_[2]), twice(high_[3])};
  const __m256i token_low = twice(kTokenLow);
  const __m256i token_high = twice(kTokenHigh);
  for (std::size_t block = 0; block < blocks; ++block) {
    BlockMask mask{};
    for (unsigned half = 0; half < 2; ++half, text += 32) {
      const __m256i first = bytes_at(text);
      const __m256i a = _mm256_and_si256(look_up(low[0], high[0], first),
                                         look_up(low[1], high[1], bytes_at(text + 1)));
      const __m256i b = _mm256_and_si256(look_up(low[2], high[2], bytes_at(text + 2)),
                                         look_up(low[3], high[3], bytes_at(text + 3)));
      mask.stem |= nonzero(_mm256_and_si256(a, b)) << (32 * half);
      mask.token |= nonzero(look_up(token_low, token_high, first)) << (32 * half);
    }
    out[block] = mask;
  }
}

void LiteralFilter::scan(const char* text, std::size_t blocks, BlockMask* out) const {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return scan_avx2(text, blocks, out);
  scan_portable(text, blocks, out);
}

#else

void LiteralFilter::scan_avx2(const char* text, std::size_t blocks, BlockMask* out) const {
  scan_portable(text, blocks, out);
}

void LiteralFilter::scan(const char* text, std::size_t blocks, BlockMask* out) const {
  scan_portable(text, blocks, out);
}

#endif

}  // namespace trace::sanitize
