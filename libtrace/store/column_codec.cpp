#include "store/column_codec.h"

#include <algorithm>
#include <cstring>

namespace trace::store {
namespace {

// A byte for the form, eight for the smallest value, then the values above it.
constexpr std::size_t kHead = 9;
constexpr unsigned char kNoneIsMissing = 0x80;  // else 0 is missing, and all others are one more
constexpr unsigned char kAllAreMissing = 0x40;
constexpr unsigned char kWidth = 0x0F;

struct Range {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  bool has_missing = false;
};

Range range_of(std::span<const std::int64_t> values) {
  Range range;
  for (const std::int64_t value : values) {
    if (value == kMissing) {
      range.has_missing = true;
      continue;
    }
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}

std::uint64_t distance(std::int64_t from, std::int64_t to) {
  return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

unsigned char width_for(std::uint64_t most) {
  if (most == 0) return 0;
  if (most <= 0xFF) return 1;
  if (most <= 0xFFFF) return 2;
  return most <= 0xFFFF'FFFF ? 4 : 8;
}

template <typename Code>
void append_codes(std::string& out, std::span<const std::int64_t> values, std::int64_t low,
                  std::uint64_t first) {
  const std::size_t at = out.size();
  out.resize(at + values.size() * sizeof(Code));
  char* to = out.data() + at;
  for (const std::int64_t value : values) {
    const auto code =
        static_cast<Code>(value == kMissing ? 0 : distance(low, value) + first);  // host order
    std::memcpy(to, &code, sizeof code);
    to += sizeof code;
  }
}

}  // namespace

std::string pack_column(std::span<const std::int64_t> values) {
  const Range range = range_of(values);
  std::string out;
  if (range.low > range.high) {  // none is known
    out.assign(kHead, '\0');
    out[0] = static_cast<char>(kAllAreMissing);
    return out;
  }
  const std::uint64_t first = range.has_missing ? 1 : 0;
  const unsigned char width = width_for(distance(range.low, range.high) + first);
  out += static_cast<char>(width | (range.has_missing ? 0 : kNoneIsMissing));
  out.append(reinterpret_cast<const char*>(&range.low), sizeof range.low);
  switch (width) {
    case 0:
      break;
    case 1:
      append_codes<std::uint8_t>(out, values, range.low, first);
      break;
    case 2:
      append_codes<std::uint16_t>(out, values, range.low, first);
      break;
    case 4:
      append_codes<std::uint32_t>(out, values, range.low, first);
      break;
    default:
      append_codes<std::uint64_t>(out, values, range.low, first);
  }
  return out;
}

std::uint64_t PackedColumn::code_at(std::size_t row) const {
  const auto number = static_cast<std::uint32_t>(row);
  std::uint64_t found = 0;
  each_code(*this, {1, &number}, [&](std::size_t, std::uint64_t code) { found = code; });
  return found;
}

std::optional<PackedColumn> open_column(std::string_view bytes, std::size_t count) {
  if (bytes.size() < kHead) return std::nullopt;
  const auto form = static_cast<unsigned char>(bytes[0]);
  PackedColumn column;
  std::memcpy(&column.low, bytes.data() + 1, sizeof column.low);
  column.width = form & kWidth;
  column.codes = bytes.data() + kHead;
  const unsigned w = column.width;
  column.can_miss = (form & kNoneIsMissing) == 0 && (w > 0 || (form & kAllAreMissing) != 0);
  const bool is_width = w == 0 || w == 1 || w == 2 || w == 4 || w == 8;
  if (!is_width || bytes.size() - kHead != count * w) return std::nullopt;
  return column;
}

bool unpack_column(std::string_view bytes, std::span<std::int64_t> values) {
  const auto column = open_column(bytes, values.size());
  if (!column) return false;
  each_code(*column, {values.size()},
            [&](std::size_t i, std::uint64_t code) { values[i] = column->value(code); });
  return true;
}

}  // namespace trace::store
