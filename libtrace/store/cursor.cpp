#include "store/cursor.h"

#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace trace::store {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// RFC 4648 §5, without padding.
std::string to_base64url(std::string_view bytes) {
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = held << 8U | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += kAlphabet[held >> (bits - 6) & 63U];
  }
  if (bits > 0) out += kAlphabet[held << (6 - bits) & 63U];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = held << 6U | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(static_cast<unsigned char>(held >> bits & 255U));
  }
  return out;
}

// A cursor is `1`, then four pieces that end with NUL (the value last, it may hold anything).
std::string value_text(const Cursor& cursor) {
  if (const auto* text = std::get_if<std::string>(&cursor.value)) return "s" + *text;
  if (const auto* number = std::get_if<std::int64_t>(&cursor.value))
    return "i" + std::to_string(*number);
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), std::get<double>(cursor.value)).ptr;
  return "d" + std::string(text.data(), end);
}

std::optional<std::string_view> take_piece(std::string_view& text) {
  const std::size_t end = text.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(end + 1);
  return piece;
}

template <typename T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Cursor> read(std::string_view text) {
  const auto version = take_piece(text);
  const auto order = take_piece(text);
  const auto row = take_piece(text);
  if (!version || *version != "1" || !order || !row || text.empty()) return std::nullopt;
  const auto row_id = parse<std::int64_t>(*row);
  if (!row_id) return std::nullopt;
  Cursor cursor{std::string(*order), {}, *row_id};
  const char kind = text.front();
  text.remove_prefix(1);
  if (kind == 's') {
    cursor.value = std::string(text);
    return cursor;
  }
  const auto integer = kind == 'i' ? parse<std::int64_t>(text) : std::nullopt;
  const auto real = kind == 'd' ? parse<double>(text) : std::nullopt;
  if (!integer && !real) return std::nullopt;
  if (integer) cursor.value = *integer;
  if (real) cursor.value = *real;
  return cursor;
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::string text = "1";
  text += '\0';
  text += cursor.order;
  text += '\0';
  text += std::to_string(cursor.row);
  text += '\0';
  return to_base64url(text + value_text(cursor));
}

base::Result<Cursor> decode_cursor(std::string_view word, std::string_view order) {
  const auto text = from_base64url(word);
  auto cursor = text ? read(*text) : std::nullopt;
  if (!cursor)
    return base::Error{base::Errc::bad_usage, "bad cursor; use one that --show-cursor printed"};
  if (cursor->order != order) {
    return base::Error{base::Errc::bad_usage,
                       "this cursor belongs to a list in another order; repeat its --sort"};
  }
  return *cursor;
}

}  // namespace trace::store
