// A column of many requests as bytes and back: whole numbers of which some are missing, each as
// wide as the widest needs above the smallest. Fixed width, so that a reader takes billions a
// second. Pure functions: safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace trace::store {

// What stands for a missing value among unpacked ones.
inline constexpr std::int64_t kMissing = std::numeric_limits<std::int64_t>::min();

// Return the bytes of these values; the same values give the same bytes.
std::string pack_column(std::span<const std::int64_t> values);
// Fill `values` with what was packed. Returns false when the bytes are not those of so many values.
bool unpack_column(std::string_view bytes, std::span<std::int64_t> values);

}  // namespace trace::store
