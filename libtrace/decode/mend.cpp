#include "decode/mend.h"

#include <cstddef>

namespace trace::decode {
namespace {

// Where the text stands after each byte, and the last place at which it could have ended.
struct Reader {
  std::string open;      // brackets to close, outermost first
  std::size_t safe = 0;  // bytes up to the last whole value or opening bracket
  bool in_string = false;
  bool is_key = false;     // the string at hand is a key, or the next one would be
  std::size_t escape = 0;  // bytes of an escape that are still to come
  std::size_t escape_start = 0;

  void string_byte(char c, std::size_t at) {
    if (escape > 0) {
      escape = c == 'u' && escape_start == at - 1 ? 4 : escape - 1;
    } else if (c == '\\') {
      escape = 1;
      escape_start = at;
    } else if (c == '"') {
      in_string = false;
      if (!is_key) safe = at + 1;
    }
  }
  void byte(char c, std::size_t at) {
    switch (c) {
      case '"':
        in_string = true;
        break;
      case '{':
      case '[':
        open += c == '{' ? '}' : ']';
        is_key = c == '{';
        safe = at + 1;
        break;
      case '}':
      case ']':
        if (!open.empty()) open.pop_back();
        safe = at + 1;
        break;
      case ',':
        is_key = !open.empty() && open.back() == '}';
        safe = at;
        break;
      case ':':
        is_key = false;
        break;
      default:
        break;
    }
  }
};

}  // namespace

std::string mend(std::string_view cut) {
  Reader reader;
  for (std::size_t at = 0; at < cut.size(); ++at) {
    if (reader.in_string) {
      reader.string_byte(cut[at], at);
    } else {
      reader.byte(cut[at], at);
    }
  }
  if (reader.open.empty() && !reader.in_string) return std::string(cut);
  std::string whole;
  if (reader.in_string && !reader.is_key) {
    whole = cut.substr(0, reader.escape > 0 ? reader.escape_start : cut.size());
    whole += '"';
  } else {
    whole = cut.substr(0, reader.safe);
  }
  whole.append(reader.open.rbegin(), reader.open.rend());
  return whole;
}

}  // namespace trace::decode
