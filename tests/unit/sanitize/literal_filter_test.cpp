#include "sanitize/literal_filter.h"

#include "sanitize/bytes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace trace::sanitize {
namespace {

const std::vector<std::string> kStems = {"toke", "pass", "://", "&#", "$6$", "\\u00", "Key:"};

// Text with stems, parts of stems and any byte.
std::string noise(unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < 64 * 40 + 3) {
    std::string piece = kStems[random() % kStems.size()];
    if (random() % 3 == 0) piece.pop_back();
    if (random() % 3 == 0) piece[0] = static_cast<char>(piece[0] ^ 0x20);
    text += random() % 2 == 0 ? piece : std::string(1, static_cast<char>(random() % 256));
  }
  return text.substr(0, 64 * 40 + 3);
}

LiteralFilter filter_of_stems() {
  LiteralFilter filter;
  for (std::size_t i = 0; i < kStems.size(); ++i)
    filter.add(kStems[i], static_cast<unsigned>(i) * 5);
  return filter;
}

TEST(LiteralFilter, AllScannersAgreeOnEveryByte) {
  const LiteralFilter filter = filter_of_stems();
  for (unsigned seed = 0; seed < 300; ++seed) {
    const std::string text = noise(seed);
    std::vector<BlockMask> portable(40);
    filter.scan_portable(text.data(), 40, portable.data());
    for (const auto level : {LiteralFilter::Level::avx2, LiteralFilter::Level::avx512}) {
      std::vector<BlockMask> fast(40);
      filter.scan_at(level, text.data(), 40, fast.data());
      for (std::size_t i = 0; i < 40; ++i) {
        ASSERT_EQ(fast[i].stem, portable[i].stem) << seed << " " << i;
        ASSERT_EQ(fast[i].token, portable[i].token) << seed << " " << i;
      }
    }
  }
}

TEST(LiteralFilter, NoStemIsMissedInAnyCase) {
  const LiteralFilter filter = filter_of_stems();
  std::size_t seen = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    const std::string text = noise(seed);
    std::vector<BlockMask> masks(40);
    filter.scan(text.data(), 40, masks.data());
    for (std::size_t at = 0; at < 64 * 40; ++at) {
      for (const std::string& stem : kStems) {
        if (!starts_folded(std::string_view(text).substr(at), stem)) continue;
        ++seen;
        ASSERT_NE(masks[at / 64].stem >> (at % 64) & 1, 0U) << seed << " " << at << " " << stem;
      }
    }
  }
  EXPECT_GT(seen, 1000U);
}

}  // namespace
}  // namespace trace::sanitize
