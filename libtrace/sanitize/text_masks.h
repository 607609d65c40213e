// The masks of a LiteralFilter for all blocks of a text, made some blocks at a time as they are
// asked for. Several scans of parts of the text may share one. One thread; text, filter and window
// must outlive it.
#pragma once

#include "sanitize/literal_filter.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace trace::sanitize {

class TextMasks {
 public:
  // `window`: memory for the masks that are made at once; not empty.
  TextMasks(std::string_view text, const LiteralFilter& filter, std::span<BlockMask> window)
      : text_(text), filter_(filter), window_(window) {}

  // The mask of one block; no bits beyond the end of the text. Cheap when blocks ascend.
  const BlockMask& operator[](std::size_t block) {
    if (block - first_ >= count_) fill(block);
    return window_[block - first_];
  }

 private:
  static constexpr std::size_t kBlock = LiteralFilter::kBlock;
  static constexpr std::size_t kLookahead = LiteralFilter::kPrint - 1;

  void fill(std::size_t block) {
    first_ = block;
    const std::size_t whole = text_.size() < kLookahead ? 0 : (text_.size() - kLookahead) / kBlock;
    count_ = block < whole ? std::min(window_.size(), whole - block) : 0;
    if (count_ > 0) return filter_.scan(text_.data() + block * kBlock, count_, window_.data());
    count_ = 1;
    window_[0] = {};
    if (block * kBlock < text_.size()) fill_tail(block);
  }
  void fill_tail(std::size_t block) {
    std::array<char, kBlock + kLookahead> tail{};
    const std::string_view rest = text_.substr(block * kBlock, tail.size());
    std::memcpy(tail.data(), rest.data(), rest.size());
    filter_.scan(tail.data(), 1, window_.data());
    if (rest.size() >= kBlock) return;
    const std::uint64_t valid = (std::uint64_t{1} << rest.size()) - 1;
    window_[0].stem &= valid;
    window_[0].token &= valid;
  }

  std::string_view text_;
  const LiteralFilter& filter_;
  std::span<BlockMask> window_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace trace::sanitize
