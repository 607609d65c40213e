// UTF-16 on its way through a filter of UTF-8: PowerShell writes logs so. What cannot be text, half
// a pair of surrogates or half a unit, comes back as it was. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trace::tools {

enum class Utf16 : std::uint8_t { none, little_endian, big_endian };

// Tell how a text is written: by its byte order mark, or by the zeros of its first two letters.
Utf16 utf16_of(std::string_view head);

class Utf16Reader {
 public:
  explicit Utf16Reader(Utf16 order) : order_(order) {}
  // Append `bytes` as UTF-8; half a character waits. Surrogates without a partner become three
  // bytes, as in WTF-8.
  void read(std::string_view bytes, std::string& out);
  // Append what waits, as units; the odd byte at the end is returned.
  std::string finish(std::string& out);

 private:
  void take(std::uint16_t unit, std::string& out);

  Utf16 order_;
  std::string odd_;         // the first byte of a unit
  std::uint16_t high_ = 0;  // the first half of a pair
};

class Utf16Writer {
 public:
  explicit Utf16Writer(Utf16 order) : order_(order) {}
  // Append UTF-8 as UTF-16; a character that is cut waits.
  void write(std::string_view text, std::string& out);

 private:
  void put(std::uint32_t code, std::string& out) const;

  Utf16 order_;
  std::string cut_;
};

}  // namespace trace::tools
