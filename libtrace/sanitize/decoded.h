// A text with its encoding undone, and where each of its bytes came from. Plain values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

struct Decoded {
  std::string text;
  std::vector<std::size_t> from;  // byte i came from the raw bytes [from[i], from[i + 1])
  bool changed = false;
};

// Undo `\uXXXX` of ASCII characters; everything else stays. `base` is the offset of `raw`.
Decoded decode_unicode(std::string_view raw, std::size_t base);
// Undo `%XX`.
Decoded decode_percent(std::string_view raw, std::size_t base);
// Undo `&quot;`, `&amp;`, `&lt;`, `&gt;`, `&apos;`, `&#39;`, `&#x27;`.
Decoded decode_entities(std::string_view raw, std::size_t base);
// Undo the escapes of a JSON string; characters beyond ASCII that are escaped become one byte 0x80.
Decoded decode_json_string(std::string_view raw, std::size_t base);
// Undo base64 and base64url of at most `limit` bytes; empty when it is no text.
std::string decode_base64_text(std::string_view raw, std::size_t limit);

// Undo hexadecimal digits, two a byte; empty when it is no text of ASCII.
std::string decode_hex_text(std::string_view raw);

}  // namespace trace::sanitize
