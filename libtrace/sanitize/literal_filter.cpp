#include "sanitize/literal_filter.h"

#include "sanitize/bytes.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trace::sanitize {

void LiteralFilter::Group::admit(std::size_t place, unsigned char byte, std::uint8_t bit) {
  low[place][byte & 15] |= bit;
  high[place][byte >> 4] |= bit;
}

void LiteralFilter::add(std::string_view stem, unsigned bucket) {
  Group& group = groups_[bucket / 8 % kGroups];
  used_ = std::max(used_, bucket / 8 % kGroups + 1);
  const auto bit = static_cast<std::uint8_t>(1U << (bucket & 7U));
  for (std::size_t place = 0; place < kPrint; ++place) {
    if (place >= stem.size()) {
      for (auto& half : group.low[place]) half |= bit;
      for (auto& half : group.high[place]) half |= bit;
      continue;
    }
    const auto byte = static_cast<unsigned char>(stem[place]);
    group.admit(place, byte, bit);
    if (is(stem[place], kLetter)) group.admit(place, byte ^ 0x20, bit);
  }
}

void LiteralFilter::scan_portable(const char* text, std::size_t blocks, BlockMask* out) const {
  const auto passes = [](const Group& group, const char* p) {
    unsigned both = 0xFF;
    for (std::size_t place = 0; place < kPrint && both != 0; ++place) {
      const auto byte = static_cast<unsigned char>(p[place]);
      both &= static_cast<unsigned>(group.low[place][byte & 15] & group.high[place][byte >> 4]);
    }
    return both != 0;
  };
  for (std::size_t block = 0; block < blocks; ++block, text += kBlock) {
    BlockMask mask{};
    for (std::size_t i = 0; i < kBlock; ++i) {
      const bool stem = passes(groups_[0], text + i) || passes(groups_[1], text + i) ||
                        passes(groups_[2], text + i);
      mask.stem |= std::uint64_t{stem} << i;
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

struct Halves {
  __m256i low, high;
};

[[gnu::target("avx2")]] inline Halves halves_at(const char* text) {
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  return {_mm256_and_si256(bytes, half), _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)};
}

[[gnu::target("avx2")]] inline __m256i look_up(const Table& low, const Table& high, Halves halves) {
  return _mm256_and_si256(_mm256_shuffle_epi8(twice(low), halves.low),
                          _mm256_shuffle_epi8(twice(high), halves.high));
}

[[gnu::target("avx2")]] inline std::uint64_t nonzero(__m256i bytes) {
  const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
  return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(zero)) & 0xFFFFFFFFU;
}

[[gnu::target("avx512bw")]] inline __m512i four_times(const Table& table) {
  return _mm512_maskz_broadcast_i32x4(
      0xFFFF, _mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
}

struct Halves512 {
  __m512i low, high;
};

[[gnu::target("avx512bw")]] inline Halves512 wide_halves_at(const char* text) {
  const __m512i half = _mm512_set1_epi8(15);
  const __m512i bytes = _mm512_loadu_si512(text);
  return {_mm512_and_si512(bytes, half), _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half)};
}

// The tables of one place in a stem, kept in registers.
struct Place512 {
  __m512i low, high;
};

[[gnu::target("avx512bw")]] inline Place512 place_of(const Table& low, const Table& high) {
  return {four_times(low), four_times(high)};
}

[[gnu::target("avx512bw")]] inline __m512i look_up(const Place512& place, const Halves512& halves) {
  return _mm512_and_si512(_mm512_shuffle_epi8(place.low, halves.low),
                          _mm512_shuffle_epi8(place.high, halves.high));
}

[[gnu::target("avx512bw")]] inline __m512i in_group(const Place512* group, const Halves512* at) {
  return _mm512_and_si512(_mm512_and_si512(look_up(group[0], at[0]), look_up(group[1], at[1])),
                          _mm512_and_si512(look_up(group[2], at[2]), look_up(group[3], at[3])));
}

}  // namespace

[[gnu::target("avx2")]] void LiteralFilter::scan_avx2(const char* text, std::size_t blocks,
                                                      BlockMask* out) const {
  const std::size_t used = used_;
  for (std::size_t block = 0; block < blocks; ++block) {
    BlockMask mask{};
    for (unsigned half = 0; half < 2; ++half, text += 32) {
      const Halves at[kPrint] = {halves_at(text), halves_at(text + 1), halves_at(text + 2),
                                 halves_at(text + 3)};
      __m256i any = _mm256_setzero_si256();
      for (std::size_t n = 0; n < used; ++n) {
        const Group& group = groups_[n];
        const __m256i a = _mm256_and_si256(look_up(group.low[0], group.high[0], at[0]),
                                           look_up(group.low[1], group.high[1], at[1]));
        const __m256i b = _mm256_and_si256(look_up(group.low[2], group.high[2], at[2]),
                                           look_up(group.low[3], group.high[3], at[3]));
        any = _mm256_or_si256(any, _mm256_and_si256(a, b));
      }
      mask.stem |= nonzero(any) << (32 * half);
      mask.token |= nonzero(look_up(kTokenLow, kTokenHigh, at[0])) << (32 * half);
    }
    out[block] = mask;
  }
}

template <std::size_t kUsed>
[[gnu::target("avx512bw")]] void LiteralFilter::scan_groups(const char* text, std::size_t blocks,
                                                            BlockMask* out) const {
  Place512 places[kUsed][kPrint];
  for (std::size_t n = 0; n < kUsed; ++n) {
    for (std::size_t place = 0; place < kPrint; ++place)
      places[n][place] = place_of(groups_[n].low[place], groups_[n].high[place]);
  }
  const Place512 tokens = place_of(kTokenLow, kTokenHigh);
  for (std::size_t block = 0; block < blocks; ++block, text += kBlock) {
    const Halves512 at[kPrint] = {wide_halves_at(text), wide_halves_at(text + 1),
                                  wide_halves_at(text + 2), wide_halves_at(text + 3)};
    __m512i any = in_group(places[0], at);
    if constexpr (kUsed > 1) any = _mm512_or_si512(any, in_group(places[1], at));
    if constexpr (kUsed > 2) any = _mm512_or_si512(any, in_group(places[2], at));
    const __m512i token = look_up(tokens, at[0]);
    out[block] = {_mm512_test_epi8_mask(any, any), _mm512_test_epi8_mask(token, token)};
  }
}

void LiteralFilter::scan_avx512(const char* text, std::size_t blocks, BlockMask* out) const {
  if (used_ == 1) return scan_groups<1>(text, blocks, out);
  scan_groups<kGroups>(text, blocks, out);
}

void LiteralFilter::scan_at(Level level, const char* text, std::size_t blocks,
                            BlockMask* out) const {
  static const bool has_avx512 = __builtin_cpu_supports("avx512bw") != 0;
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (level == Level::avx512 && has_avx512) return scan_avx512(text, blocks, out);
  if (level != Level::portable && has_avx2) return scan_avx2(text, blocks, out);
  scan_portable(text, blocks, out);
}

#else

void LiteralFilter::scan_at(Level, const char* text, std::size_t blocks, BlockMask* out) const {
  scan_portable(text, blocks, out);
}

#endif

void LiteralFilter::scan(const char* text, std::size_t blocks, BlockMask* out) const {
  scan_at(Level::avx512, text, blocks, out);
}

}  // namespace trace::sanitize
