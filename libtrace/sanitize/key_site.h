// Reads what stands around a word like `token`: the whole name, whether something is assigned to
// it, and where the value lies. Knows JSON at any depth of escaping, env lines, YAML, flags,
// headers, subscripts, pairs and elements. Pure functions: safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::sanitize {

inline constexpr std::size_t kNameReach = 96;  // bytes of a name on either side of its stem

enum class Operator : std::uint8_t {
  colon,    // "key": v, key: v
  equals,   // key=v, key := v, key => v
  flag,     // --key v
  pair,     // ["key", "v"], f("key", "v")
  named,    // {"name": "key", "value": "v"}
  element,  // <key>v</key>
  word,     // key 'v'
  is,       // key is 'v', | key | v |
  call,     // setKey("v")
};

struct KeySite {
  std::size_t begin = 0;  // the name
  std::size_t end = 0;
  Operator op = Operator::colon;
  std::size_t value = 0;   // where the value begins, its quote included
  bool quoted = false;     // the name stands in quotes
  bool spaced = false;     // blanks stand between name, operator and value
  std::uint8_t level = 0;  // backslashes before the quotes of the name
};

// Find the name that `at` is part of and what is assigned to it; nothing when nothing is.
std::optional<KeySite> read_key_site(std::string_view text, std::size_t at);

// Read what is assigned to the name text[begin, end), which may stand in quotes.
std::optional<KeySite> read_name(std::string_view text, std::size_t begin, std::size_t end);

enum class ValueKind : std::uint8_t {
  text,       // in quotes
  bare,       // without quotes
  scalar,     // a JSON number, true, false or null
  container,  // a JSON object or array: its first bracket, or nothing when it describes a value
};

struct Value {
  ValueKind kind = ValueKind::bare;
  std::size_t begin = 0;  // without quotes
  std::size_t end = 0;
  std::uint8_t level = 0;  // backslashes before the quotes around it
};

// Read the value of a site; nothing when there is none. `json`: a double quote that is not escaped
// always ends a value.
std::optional<Value> read_value(std::string_view text, const KeySite& site, bool json);

// Find the end of the object or array that begins at `i`; where its string ends when it is cut.
std::size_t container_end(std::string_view text, std::size_t i, std::size_t level);

}  // namespace trace::sanitize
