// What requests are counted by. Plain values: safe on any thread.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace trace::store {

enum class Dimension : std::uint8_t {
  day,
  hour,
  week,
  month,
  model,
  provider,
  token,
  account,
  user,
  source,
  mode,
  status,
  session,
  trace,
  root
};

// Return the dimension of that name.
std::optional<Dimension> dimension_named(std::string_view name);
std::string_view name(Dimension dimension);
// Tell whether the values are points in time: day, hour, week, month.
bool is_time(Dimension dimension);
// Tell whether the values are those of the run that a request belongs to: source, session, trace,
// root (the run that began the tree of runs).
bool is_of_trace(Dimension dimension);

// When a time dimension's bucket begins that a point lies in.
using BucketStart = std::function<base::UnixMicros(Dimension, base::UnixMicros)>;

// Values of dimensions as numbers: where a bucket begins, a row of dict, a state.
using UsageKey = std::vector<std::int64_t>;
struct UsageKeyHash {
  std::size_t operator()(const UsageKey& key) const noexcept {
    std::uint64_t hash = 0x9E3779B97F4A7C15U;
    for (const std::int64_t part : key) {
      hash ^= static_cast<std::uint64_t>(part);
      hash *= 0xBF58476D1CE4E5B9U;
      hash ^= hash >> 29U;
    }
    return static_cast<std::size_t>(hash);
  }
};

}  // namespace trace::store
