// What is to be packed, looked at once before: which long texts occur more than once, samples to
// train a dictionary on, and whether a new one would pay. Memory is bounded. Not shared between
// threads.
#pragma once

#include "store/block_slice.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace trace::store {

class PackSurvey {
 public:
  // Bytes of a dictionary, and of all the samples that it is made of, at most.
  static constexpr std::size_t kDictionaryBytes = 110 * 1024;
  static constexpr std::size_t kSampleBytes = 8 * 1024 * 1024;

  // Look at the bytes of a row; `texts` are the parts that may be pieces.
  void add(std::string_view bytes, const std::vector<Part>& texts);
  // Say that what comes next goes into another block: it is of another trace.
  void end() { is_in_trial_ = false; }
  // Bytes that were looked at.
  std::uint64_t bytes() const { return bytes_; }
  // Sums of the texts that came more than once; they can be taken once.
  std::unordered_set<std::uint64_t> take_repeated() { return std::move(repeated_); }
  // Return a dictionary that saves more than its own length against `current` (empty: none); an
  // empty one when none does.
  std::string better_dictionary(std::string_view current) const;

 private:
  void sample(std::string_view bytes);
  std::size_t packed_size(std::string_view dictionary) const;

  std::uint64_t bytes_ = 0, seen_ = 0;
  std::unordered_set<std::uint64_t> once_, repeated_;
  std::vector<std::string> samples_, trials_;  // what to train on; whole blocks to try it on
  std::size_t sample_bytes_ = 0;
  std::uint64_t stride_ = 1, next_trial_ = 0;
  bool is_in_trial_ = false;
};

}  // namespace trace::store
