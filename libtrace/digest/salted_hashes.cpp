#include "digest/salted_hashes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trace::digest {
namespace {

void hash_one(const SaltedMessage& message) noexcept {
  *message.hash = blake2b256(bytes_of(*message.salt), message.bytes);
}

#if defined(__x86_64__)

// RFC 7693 §2.1 and §2.6: constants of BLAKE2b, for hashes of 32 bytes without a key.
constexpr std::size_t kLanes = 4, kBlock = 128, kSalt = sizeof(Salt);
constexpr std::uint64_t kParameters = 0x01010020;
constexpr std::array<std::uint64_t, 8> kIv{
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179};
// RFC 7693 §2.7: which word of the block goes where in a round; rounds 10 and 11 are 0 and 1 again.
constexpr std::uint8_t kSigma[12][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                         {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                         {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                         {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                         {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                         {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                         {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                         {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                         {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                         {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
                                         {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                         {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

using Words = __m256i[16];  // a word of each lane

std::size_t blocks_of(const SaltedMessage& message) noexcept {
  return (kSalt + message.bytes.size() + kBlock - 1) / kBlock;
}

// Block `index` of salt and bytes; what is not in the middle of the bytes is put into `room`.
const char* block_of(const SaltedMessage& message, std::size_t index,
                     std::array<char, kBlock>& room) noexcept {
  const auto bytes = message.bytes;
  if (index > 0 && index * kBlock + kBlock <= kSalt + bytes.size())
    return bytes.data() + index * kBlock - kSalt;
  room.fill(0);
  char* to = room.data();
  std::size_t from = 0, left = kBlock;
  if (index == 0) {
    std::memcpy(to, message.salt->data(), kSalt);
    to += kSalt, left -= kSalt;
  } else {
    from = index * kBlock - kSalt;
  }
  if (from < bytes.size())
    std::memcpy(to, bytes.data() + from, std::min(left, bytes.size() - from));
  return room.data();
}

// Four words of each lane, turned so that each vector holds one word of every lane.
[[gnu::target("avx2")]] inline void load_words(const char* const* lanes, std::size_t at,
                                               __m256i* to) {
  __m256i rows[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i)
    rows[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lanes[i] + at * 8));
  const auto a = _mm256_unpacklo_epi64(rows[0], rows[1]);
  const auto b = _mm256_unpackhi_epi64(rows[0], rows[1]);
  const auto c = _mm256_unpacklo_epi64(rows[2], rows[3]);
  const auto d = _mm256_unpackhi_epi64(rows[2], rows[3]);
  to[0] = _mm256_permute2x128_si256(a, c, 0x20);
  to[1] = _mm256_permute2x128_si256(b, d, 0x20);
  to[2] = _mm256_permute2x128_si256(a, c, 0x31);
  to[3] = _mm256_permute2x128_si256(b, d, 0x31);
}

// RFC 7693 §3.1.
[[gnu::target("avx2")]] inline void mix(__m256i* v, std::size_t a, std::size_t b, std::size_t c,
                                        std::size_t d, __m256i x, __m256i y) {
  const auto by_24 = _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5,
                                      6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
  const auto by_16 = _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4,
                                      5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);
  v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), x);
  v[d] = _mm256_shuffle_epi32(_mm256_xor_si256(v[d], v[a]), _MM_SHUFFLE(2, 3, 0, 1));
  v[c] = _mm256_add_epi64(v[c], v[d]);
  v[b] = _mm256_shuffle_epi8(_mm256_xor_si256(v[b], v[c]), by_24);
  v[a] = _mm256_add_epi64(_mm256_add_epi64(v[a], v[b]), y);
  v[d] = _mm256_shuffle_epi8(_mm256_xor_si256(v[d], v[a]), by_16);
  v[c] = _mm256_add_epi64(v[c], v[d]);
  const auto last = _mm256_xor_si256(v[b], v[c]);
  v[b] = _mm256_or_si256(_mm256_srli_epi64(last, 63), _mm256_add_epi64(last, last));
}

// RFC 7693 §3.2: `ends` is all ones in lanes whose last block this is.
[[gnu::target("avx2")]] inline void compress(__m256i* h, const Words& m, __m256i counts,
                                             __m256i ends) {
  __m256i v[16];
  for (std::size_t i = 0; i < 8; ++i) {
    v[i] = h[i];
    v[8 + i] = _mm256_set1_epi64x(static_cast<long long>(kIv[i]));
  }
  v[12] = _mm256_xor_si256(v[12], counts);
  v[14] = _mm256_xor_si256(v[14], ends);
#pragma GCC unroll 12
  for (std::size_t round = 0; round < 12; ++round) {
    const auto* s = kSigma[round];
    mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
    mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
    mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
    mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
    mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
    mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
    mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
    mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
  }
  for (std::size_t i = 0; i < 8; ++i)
    h[i] = _mm256_xor_si256(h[i], _mm256_xor_si256(v[i], v[8 + i]));
}

// Where a lane's hash goes when its last block is through.
[[gnu::target("avx2")]] inline void take_hash(const __m256i* h, std::size_t lane, Hash256& out) {
  for (std::size_t i = 0; i < 4; ++i) {
    alignas(32) std::array<std::uint64_t, kLanes> words;
    _mm256_store_si256(reinterpret_cast<__m256i*>(words.data()), h[i]);
    std::memcpy(out.data() + i * 8, &words[lane], 8);
  }
}

// Lanes that are through go on with blocks that nobody looks at.
[[gnu::target("avx2")]] void hash_lanes(const SaltedMessage* lanes) noexcept {
  __m256i h[8];
  for (std::size_t i = 0; i < 8; ++i)
    h[i] = _mm256_set1_epi64x(static_cast<long long>(kIv[i] ^ (i == 0 ? kParameters : 0)));
  std::size_t most = 0;
  for (std::size_t i = 0; i < kLanes; ++i) most = std::max(most, blocks_of(lanes[i]));
  for (std::size_t index = 0; index < most; ++index) {
    std::array<std::array<char, kBlock>, kLanes> rooms;
    std::array<const char*, kLanes> blocks{};
    alignas(32) std::array<std::uint64_t, kLanes> counts{}, ends{};
    for (std::size_t i = 0; i < kLanes; ++i) {
      const auto size = kSalt + lanes[i].bytes.size();
      blocks[i] = block_of(lanes[i], index, rooms[i]);
      counts[i] = std::min(size, (index + 1) * kBlock);
      ends[i] = index + 1 == blocks_of(lanes[i]) ? ~std::uint64_t{0} : 0;
    }
    Words m;
    for (std::size_t at = 0; at < 16; at += 4) load_words(blocks.data(), at, m + at);
    compress(h, m, _mm256_load_si256(reinterpret_cast<const __m256i*>(counts.data())),
             _mm256_load_si256(reinterpret_cast<const __m256i*>(ends.data())));
    for (std::size_t i = 0; i < kLanes; ++i)
      if (ends[i] != 0) take_hash(h, i, *lanes[i].hash);
  }
}

#endif

}  // namespace

void hash_salted(std::span<SaltedMessage> messages) noexcept {
  std::size_t at = 0;
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) {
    std::sort(messages.begin(), messages.end(),
              [](const auto& a, const auto& b) { return a.bytes.size() < b.bytes.size(); });
    for (; at + kLanes <= messages.size(); at += kLanes) hash_lanes(messages.data() + at);
  }
#endif
  for (; at < messages.size(); ++at) hash_one(messages[at]);
}

}  // namespace trace::digest
