#include "store/block_slice.h"

namespace trace::store {

void append_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

void append_recipe(std::string& out, std::string_view bytes, const std::vector<Part>& parts) {
  std::size_t at = 0;
  for (const Part& part : parts) {
    append_number(out, part.begin - at);
    out += bytes.substr(at, part.begin - at);
    append_number(out, static_cast<std::uint64_t>(part.piece));
    at = part.begin + part.size;
  }
  append_number(out, bytes.size() - at);
  out += bytes.substr(at);
}

bool cook(std::string& out, std::string_view recipe,
          const std::function<std::string_view(std::int64_t)>& piece) {
  out.clear();
  while (!recipe.empty()) {
    const auto plain = take_number(recipe);
    if (!plain || *plain > recipe.size()) return false;
    out += recipe.substr(0, *plain);
    recipe.remove_prefix(*plain);
    if (recipe.empty()) return true;
    const auto block = take_number(recipe);
    if (!block) return false;
    out += piece(static_cast<std::int64_t>(*block));
  }
  return true;
}

std::vector<Part> long_strings(std::string_view bytes, std::size_t least) {
  std::vector<Part> found;
  std::size_t begin = bytes.find('"');
  while (begin != std::string_view::npos) {
    std::size_t end = ++begin;
    while ((end = bytes.find_first_of("\"\\", end)) != std::string_view::npos && bytes[end] == '\\')
      end += 2;
    if (end == std::string_view::npos) break;
    if (end - begin >= least) found.push_back({begin, end - begin, 0});
    begin = bytes.find('"', end + 1);
  }
  return found;
}

std::string join_columns(const ContentColumns& columns) {
  std::string out;
  for (const auto& column : columns) {
    append_number(out, column ? column->size() + 1 : 0);
    if (column) out += *column;
  }
  return out;
}

std::vector<Part> texts_of(const ContentColumns& columns, std::size_t least) {
  std::vector<Part> texts;
  std::string before;  // for its length
  for (const auto& column : columns) {
    append_number(before, column ? column->size() + 1 : 0);
    if (!column) continue;
    auto strings = long_strings(*column, least);
    // A text as a whole; of JSON, the strings in it.
    if (strings.empty() && column->size() >= least) strings.push_back({0, column->size(), 0});
    for (const Part& part : strings) texts.push_back({before.size() + part.begin, part.size, 0});
    before += *column;
  }
  return texts;
}

bool column_of(std::string_view joined, std::size_t column, std::optional<std::string_view>& out) {
  for (std::size_t i = 0;; ++i) {
    const auto size = take_number(joined);
    if (!size || *size > joined.size() + 1) return false;
    out.reset();
    if (*size > 0) out = joined.substr(0, *size - 1);
    if (i == column) return true;
    joined.remove_prefix(out ? out->size() : 0);
  }
}

}  // namespace trace::store
