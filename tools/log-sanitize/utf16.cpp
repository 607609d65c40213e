#include "log-sanitize/utf16.h"

#include <utility>

namespace trace::tools {
namespace {

std::uint8_t byte_of(char c) { return static_cast<std::uint8_t>(c); }
bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::uint32_t code, std::string& out) {
  const auto put = [&](std::uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

// Bytes of the character that begins with `lead`.
std::size_t length_of(std::uint8_t lead) {
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

}  // namespace

Utf16 utf16_of(std::string_view head) {
  if (head.size() < 4) return Utf16::none;
  if (head.starts_with("\xFF\xFE") && (head[2] != '\0' || head[3] != '\0')) {
    return Utf16::little_endian;
  }
  if (head.starts_with("\xFE\xFF")) return Utf16::big_endian;
  const auto is_ascii = [&](std::size_t i) { return head[i] > 0; };
  if (is_ascii(0) && head[1] == '\0' && is_ascii(2) && head[3] == '\0') {
    return Utf16::little_endian;
  }
  if (head[0] == '\0' && is_ascii(1) && head[2] == '\0' && is_ascii(3)) return Utf16::big_endian;
  return Utf16::none;
}

void Utf16Reader::read(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    if (odd_.empty()) {
      odd_.push_back(c);
      continue;
    }
    const std::uint8_t first = byte_of(odd_[0]);
    const std::uint8_t second = byte_of(c);
    odd_.clear();
    const unsigned low = order_ == Utf16::little_endian ? first : second;
    const unsigned high = order_ == Utf16::little_endian ? second : first;
    const unsigned unit = high << 8U | low;
    take(static_cast<std::uint16_t>(unit), out);
  }
}

void Utf16Reader::take(std::uint16_t unit, std::string& out) {
  if (high_ != 0 && is_low(unit)) {
    append_utf8(0x10000 + ((high_ - 0xD800U) << 10U) + (unit - 0xDC00U), out);
    high_ = 0;
    return;
  }
  if (high_ != 0) append_utf8(high_, out);
  high_ = is_high(unit) ? unit : std::uint16_t{0};
  if (high_ == 0) append_utf8(unit, out);
}

std::string Utf16Reader::finish(std::string& out) {
  if (high_ != 0) append_utf8(high_, out);
  high_ = 0;
  return std::move(odd_);
}

void Utf16Writer::write(std::string_view text, std::string& out) {
  for (const char c : text) {
    cut_.push_back(c);
    const std::size_t size = length_of(byte_of(cut_[0]));
    if (cut_.size() < size) continue;
    std::uint32_t code = size == 1 ? byte_of(cut_[0]) : byte_of(cut_[0]) & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) code = code << 6 | (byte_of(cut_[i]) & 0x3FU);
    cut_.clear();
    put(code, out);
  }
}

void Utf16Writer::put(std::uint32_t code, std::string& out) const {
  if (code >= 0x10000) {
    put(0xD800 + ((code - 0x10000) >> 10), out);
    return put(0xDC00 + ((code - 0x10000) & 0x3FF), out);
  }
  const char low = static_cast<char>(code & 0xFF);
  const char high = static_cast<char>(code >> 8);
  out.push_back(order_ == Utf16::little_endian ? low : high);
  out.push_back(order_ == Utf16::little_endian ? high : low);
}

}  // namespace trace::tools
