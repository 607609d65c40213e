// Two lists of steps laid beside each other: what both have stays on one line. Pure functions: safe
// on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trace::decode {

// A line of the alignment: a place in the left list, in the right one, or in both.
struct Pair {
  std::optional<std::size_t> left, right;
  bool operator==(const Pair&) const = default;
};

// Align by the longest common subsequence of the keys; where that would take too long (beyond 4
// million cells), what lies between the common beginning and end counts as different.
std::vector<Pair> align(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right);

}  // namespace trace::decode
