// Where a page ended: the sort value and row id of its last row, as one opaque word that a user
// hands back. Plain values and pure functions: safe on any thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace trace::store {

struct Cursor {
  std::string order;  // which list it belongs to: entity, sort key and direction
  std::variant<std::int64_t, double, std::string> value;
  std::int64_t row = 0;
};

// Return the word for a cursor: letters, digits, '-' and '_'.
std::string encode_cursor(const Cursor& cursor);

// Read a word. Error bad_usage when it is none of ours or was made for another order of rows.
base::Result<Cursor> decode_cursor(std::string_view word, std::string_view order);

}  // namespace trace::store
