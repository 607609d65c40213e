#include "decode/alignment.h"

#include <algorithm>

namespace trace::decode {
namespace {

using Keys = std::span<const std::uint64_t>;

constexpr std::size_t kMostCells = 4'000'000;

// The lengths of the longest common subsequences of all endings.
std::vector<std::uint32_t> lengths_of(Keys left, Keys right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::uint32_t> lengths((left.size() + 1) * width, 0);
  for (std::size_t i = left.size(); i-- > 0;)
    for (std::size_t j = right.size(); j-- > 0;)
      lengths[i * width + j] =
          left[i] == right[j] ? lengths[(i + 1) * width + j + 1] + 1
                              : std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
  return lengths;
}

void align_middle(Keys left, Keys right, std::size_t shift, std::vector<Pair>& out) {
  const bool is_small = (left.size() + 1) * (right.size() + 1) <= kMostCells;
  const auto lengths = is_small ? lengths_of(left, right) : std::vector<std::uint32_t>();
  const std::size_t width = right.size() + 1;
  std::size_t i = 0, j = 0;
  while (is_small && i < left.size() && j < right.size()) {
    if (left[i] == right[j])
      out.push_back({shift + i++, shift + j++});
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
      out.push_back({shift + i++, std::nullopt});
    else
      out.push_back({std::nullopt, shift + j++});
  }
  while (i < left.size()) out.push_back({shift + i++, std::nullopt});
  while (j < right.size()) out.push_back({std::nullopt, shift + j++});
}

}  // namespace

std::vector<Pair> align(Keys left, Keys right) {
  const std::size_t shortest = std::min(left.size(), right.size());
  std::size_t begin = 0, end = 0;
  while (begin < shortest && left[begin] == right[begin]) ++begin;
  while (end < shortest - begin && left[left.size() - 1 - end] == right[right.size() - 1 - end])
    ++end;
  std::vector<Pair> out;
  for (std::size_t i = 0; i < begin; ++i) out.push_back({i, i});
  align_middle(left.subspan(begin, left.size() - begin - end),
               right.subspan(begin, right.size() - begin - end), begin, out);
  for (std::size_t i = end; i > 0; --i) out.push_back({left.size() - i, right.size() - i});
  return out;
}

}  // namespace trace::decode
