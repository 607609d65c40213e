// A column of many requests as bytes and back: whole numbers of which some are missing, each as
// wide as the widest needs above the smallest. Fixed width, so that a reader takes billions a
// second. Pure functions: safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace::store {

// What stands for a missing value among unpacked ones.
inline constexpr std::int64_t kMissing = std::numeric_limits<std::int64_t>::min();

// Return the bytes of these values; the same values give the same bytes.
std::string pack_column(std::span<const std::int64_t> values);
// A column as it is packed; its codes are a view of the bytes.
struct PackedColumn {
  const char* codes = nullptr;
  unsigned width = 0;  // bytes a code; 0: all are code 0
  std::int64_t low = 0;
  bool can_miss = false;  // code 0 is a missing value, and the smallest has code 1

  std::int64_t value(std::uint64_t code) const {
    if (can_miss && code == 0) return kMissing;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + code - (can_miss ? 1 : 0));
  }
  // The code of a value, more than any other code when it lies below `low`.
  std::uint64_t code(std::int64_t value) const {
    if (value < low) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(low) + (can_miss ? 1 : 0);
  }
  // The code of one row; slower than each_code().
  std::uint64_t code_at(std::size_t row) const;
};
// Return nothing when the bytes are not those of so many values.
std::optional<PackedColumn> open_column(std::string_view bytes, std::size_t count);

// Some of the rows of a column, in order; all `count` of them where `picked` is null.
struct PickedRows {
  std::size_t count = 0;
  const std::uint32_t* picked = nullptr;
};

template <typename Code, typename F>
void each_code_of(const char* codes, const PickedRows& rows, F&& f) {
  const auto code = [codes](std::size_t row) {
    Code read;
    std::memcpy(&read, codes + row * sizeof read, sizeof read);
    return read;
  };
  if (rows.picked == nullptr)
    for (std::size_t i = 0; i < rows.count; ++i) f(i, code(i));
  else
    for (std::size_t i = 0; i < rows.count; ++i) f(i, code(rows.picked[i]));
}

// Call `f(i, code)` for the rows in order; i counts them from 0.
template <typename F>
void each_code(const PackedColumn& column, const PickedRows& rows, F&& f) {
  switch (column.width) {
    case 0:
      for (std::size_t i = 0; i < rows.count; ++i) f(i, std::uint8_t{0});
      return;
    case 1:
      return each_code_of<std::uint8_t>(column.codes, rows, f);
    case 2:
      return each_code_of<std::uint16_t>(column.codes, rows, f);
    case 4:
      return each_code_of<std::uint32_t>(column.codes, rows, f);
    default:
      return each_code_of<std::uint64_t>(column.codes, rows, f);
  }
}

// Fill `values` with what was packed. Returns false when the bytes are not those of so many values.
bool unpack_column(std::string_view bytes, std::span<std::int64_t> values);

}  // namespace trace::store
