#include "store/grep.h"

#include "base/utf8.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

// How seldom a byte is in English text and JSON: the later, the commoner.
int commonness(char c) {
  constexpr std::string_view kCommon = "zqxjkvbywgpfmucdlhrsnioat\\e\" ";
  const std::size_t at = kCommon.find(lower(c));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// A text to look for, by its rarest byte.
class Needle {
 public:
  Needle(std::string text, bool folds) : text_(std::move(text)), folds_(folds) {
    for (std::size_t i = 1; i < text_.size(); ++i) {
      if (commonness(text_[i]) < commonness(text_[rare_])) rare_ = i;
    }
  }
  const std::string& text() const { return text_; }

  bool is_in(std::string_view hay) const {
    if (text_.size() > hay.size()) return false;
    if (!folds_) return hay.find(text_) != std::string_view::npos;
    const char small = text_[rare_];
    const char large = small >= 'a' && small <= 'z' ? static_cast<char>(small - 'a' + 'A') : small;
    return is_at_one_of(hay, small) || (large != small && is_at_one_of(hay, large));
  }

 private:
  bool is_at_one_of(std::string_view hay, char rare) const {
    const std::size_t last = hay.size() - text_.size() + rare_;
    for (std::size_t at = hay.find(rare, rare_); at <= last; at = hay.find(rare, at + 1)) {
      if (is_equal(hay.substr(at - rare_, text_.size()))) return true;
    }
    return false;
  }
  bool is_equal(std::string_view piece) const {
    return std::equal(piece.begin(), piece.end(), text_.begin(),
                      [](char a, char b) { return lower(a) == b; });
  }

  std::string text_;
  bool folds_;
  std::size_t rare_ = 0;
};

struct Needles {
  Needle plain;
  Needle json;
};

std::unique_ptr<Needles> make_needles(std::string_view text) {
  const bool folds = std::all_of(text.begin(), text.end(), [](char c) { return lower(c) == c; });
  return std::make_unique<Needles>(
      Needles{Needle(std::string(text), folds), Needle(as_ascii_json(text), folds)});
}

std::string_view bytes_of(sqlite3_value* value) {
  // Asking for a blob never converts text, and asking first keeps the size right.
  const void* data = sqlite3_value_blob(value);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void destroy_needles(void* needles) {
  std::unique_ptr<Needles> owned(static_cast<Needles*>(needles));
}

void grep(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
    sqlite3_result_int(context, 0);
    return;
  }
  auto* needles = static_cast<Needles*>(sqlite3_get_auxdata(context, 1));
  std::unique_ptr<Needles> made;
  if (needles == nullptr) {
    made = make_needles(bytes_of(arguments[1]));
    needles = made.get();
  }
  const std::string_view hay = bytes_of(arguments[0]);
  const bool found = needles->plain.is_in(hay) ||
                     (needles->json.text() != needles->plain.text() && needles->json.is_in(hay));
  sqlite3_result_int(context, found ? 1 : 0);
  if (made) sqlite3_set_auxdata(context, 1, made.release(), destroy_needles);
}

}  // namespace

void register_grep(Database& db) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const int code = sqlite3_create_function_v2(db.handle(), "trace_grep", 2, flags, nullptr, grep,
                                              nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the search");
}

}  // namespace trace::store
