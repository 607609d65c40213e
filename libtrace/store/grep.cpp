#include "store/grep.h"

#include "base/utf8.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace trace::store {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append_unit(std::string& out, unsigned unit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[unit >> shift & 0xFU];
}

// The text as a JSON writer that escapes everything beyond ASCII would have it.
std::string as_ascii_json(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const base::Utf8Char c = base::decode_utf8(text, at);
    if (c.size <= 1) {
      if (text[at] == '"' || text[at] == '\\') out += '\\';
      out += text[at++];
      continue;
    }
    const auto value = static_cast<unsigned>(c.value);
    if (value >= 0x10000) append_unit(out, 0xD800 + ((value - 0x10000) >> 10U));
    append_unit(out, value >= 0x10000 ? 0xDC00 + ((value - 0x10000) & 0x3FFU) : value);
    at += c.size;
  }
  return out;
}

struct Needle {
  std::string text;
  std::string json;
  bool folds = false;
};

Needle make_needle(std::string_view text) {
  const bool folds = std::all_of(text.begin(), text.end(), [](char c) { return lower(c) == c; });
  return {std::string(text), as_ascii_json(text), folds};
}

bool contains(std::string_view hay, const std::string& needle, bool folds) {
  if (!folds) return hay.find(needle) != std::string_view::npos;
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(hay.begin(), hay.end(), needle.begin(), needle.end(), same) != hay.end();
}

std::string_view bytes_of(sqlite3_value* value) {
  // Asking for a blob never converts text, and asking first keeps the size right.
  const void* data = sqlite3_value_blob(value);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void destroy_needle(void* needle) { std::unique_ptr<Needle> owned(static_cast<Needle*>(needle)); }

void grep(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
    sqlite3_result_int(context, 0);
    return;
  }
  auto* needle = static_cast<Needle*>(sqlite3_get_auxdata(context, 1));
  std::unique_ptr<Needle> made;
  if (needle == nullptr) {
    made = std::make_unique<Needle>(make_needle(bytes_of(arguments[1])));
    needle = made.get();
  }
  const std::string_view hay = bytes_of(arguments[0]);
  const bool found = contains(hay, needle->text, needle->folds) ||
                     (needle->json != needle->text && contains(hay, needle->json, needle->folds));
  sqlite3_result_int(context, found ? 1 : 0);
  if (made) sqlite3_set_auxdata(context, 1, made.release(), destroy_needle);
}

}  // namespace

void register_grep(Database& db) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const int code = sqlite3_create_function_v2(db.handle(), "trace_grep", 2, flags, nullptr, grep,
                                              nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the search");
}

}  // namespace trace::store
