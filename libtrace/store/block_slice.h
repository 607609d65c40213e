// Where packed bytes are, and how they are written into a block. A slice is plain bytes, or a
// recipe: plain bytes with long texts between them that stand in blocks of their own (pieces),
// because other slices have them, too. Plain values and functions: safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// The columns block, block_off and block_len of a row.
struct Slice {
  std::int64_t block = 0, off = 0;
  std::int64_t len = 0;  // below 0: -len bytes of a recipe
};

// A part of some bytes.
struct Part {
  std::size_t begin = 0, size = 0;
  std::int64_t piece = 0;  // the block that has it
};

// Append a number, 7 bits a byte, the lowest first.
void append_number(std::string& out, std::uint64_t value);
// Take such a number off the front; nothing when it is cut or too long.
std::optional<std::uint64_t> take_number(std::string_view& bytes);

// Append the recipe of `bytes`, of which these parts, in order, are pieces.
void append_recipe(std::string& out, std::string_view bytes, const std::vector<Part>& parts);
// Put a recipe together; `piece` gives the bytes of a block. False: it is damaged.
bool cook(std::string& out, std::string_view recipe,
          const std::function<std::string_view(std::int64_t block)>& piece);

// Return the strings of `bytes` (between quotes, as JSON writes them) that are at least that long.
std::vector<Part> long_strings(std::string_view bytes, std::size_t least);

// The columns of a row of contents, one after the other, as they are packed.
using ContentColumns = std::vector<std::optional<std::string>>;
std::string join_columns(const ContentColumns& columns);
// Return the texts of such a row that may be pieces, as parts of the joined bytes.
std::vector<Part> texts_of(const ContentColumns& columns, std::size_t least);
// Give one column, which may be null. False: the bytes are damaged.
bool column_of(std::string_view joined, std::size_t column, std::optional<std::string_view>& out);

}  // namespace trace::store
