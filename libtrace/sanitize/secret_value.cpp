#include "sanitize/secret_value.h"

#include "sanitize/bytes.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTypeWords[] = {
    "string", "str",      "number", "int",      "integer",  "bool",      "boolean", "object",
    "any",    "unknown",  "null",   "none",     "nil",      "undefined", "true",    "false",
    "void",   "bytes",    "text",   "required", "optional", "hidden",    "array",   "list",
    "dict",   "function", "const",  "let",      "var",      "char",      "byte",    "uuid",
    "float",  "double",   "i32",    "u32",      "default",  "auto",      "never",   "self",
    "this",   "new",      "yes",    "no",       "on",       "off",       "await",   "env",
    "basic",  "bearer",   "oauth",  "oauth2",   "header",   "query",     "symbol",  "varchar",
    "read",   "write"};

// settings.api_key, token.value, std::env::var: names joined by dots, arrows or colons.
bool is_path_of_names(std::string_view value) {
  bool joined = false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool joint =
        c == '.' || c == ':' || (c == '-' && i + 1 < value.size() && value[i + 1] == '>');
    joined = joined || (joint && i > 0);
    digits += is(c, kDigit);
    if (!joint && !is(c, kAlnum) && c != '_' && c != '>' && c != '?' && c != '!') return false;
  }
  return joined && digits * 4 < value.size() && is(value.front(), kLetter | kDash);
}

}  // namespace

bool is_type_word(std::string_view value) {
  return std::any_of(std::begin(kTypeWords), std::end(kTypeWords),
                     [&](std::string_view word) { return equal_folded(value, word); });
}

bool is_word(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return is(c, kLetter) || c == '_' || c == '$'; });
}

bool is_code(std::string_view value) {
  if (value.find_first_of("([{") != std::string_view::npos) {
    return is(value.front(), kLetter | kDash) ||
           std::string_view("([{$&*!@").find(value.front()) != std::string_view::npos;
  }
  if (value.front() == '$' || value.front() == '@' || value.front() == '&' ||
      value.front() == '*') {
    return value.size() > 1 && (is(value[1], kLetter) || value[1] == '_') &&
           is_word(value.substr(1));
  }
  if (value.find("::") != std::string_view::npos) return true;
  return is_path_of_names(value);
}

// ^9.0.2, >=1.2, v3.4.5-rc1: the version of a package with such a name.
bool is_version(std::string_view value) {
  const std::size_t digit = value.find_first_not_of("^~<>=v *");
  if (value.size() > 24 || digit == std::string_view::npos || !is(value[digit], kDigit))
    return false;
  const std::size_t dot = value.find_first_not_of("0123456789", digit);
  return dot != std::string_view::npos && value[dot] == '.' &&
         value.find_first_not_of("0123456789.-+abcdefghijklmnopqrstuvwxyz^|<>= ", digit) ==
             std::string_view::npos;
}

// No service hands out a short word of lower-case letters as a token.
bool is_plain_word(CodeRule rule, std::string_view value) {
  if (rule != CodeRule::token && rule != CodeRule::api_key && rule != CodeRule::cookie)
    return false;
  return value.size() < 10 &&
         std::all_of(value.begin(), value.end(), [](char c) { return is(c, kLower | kDash); });
}

// PWD=/home/jo: where a shell is, and no password.
bool is_folder(std::string_view name, std::string_view value) {
  return (equal_folded(name, "pwd") || equal_folded(name, "oldpwd")) &&
         (value.front() == '/' || value.front() == '~' || value.find(":\\") == 1);
}

// {"type": "string", …}: a description of a value and not the value.
bool is_schema(std::string_view container) {
  const std::string_view head = container.substr(0, container.find('}'));
  const std::size_t type = head.find("\"type");
  if (type == std::string_view::npos) return false;
  const std::string_view rest = head.substr(type, 24);
  for (const auto word :
       {"string"sv, "object"sv, "number"sv, "integer"sv, "boolean"sv, "array"sv}) {
    if (rest.find(word) != std::string_view::npos) return true;
  }
  return false;
}

// camelCase has words of three letters and more; chance has words of one and two.
bool is_drawn_word(std::string_view value) {
  if (value.size() < 16 || value.size() > 256) return false;
  std::size_t words = 0;
  std::size_t short_words = 0;
  std::size_t length = 0;
  for (const char c : value) {
    if (!is(c, kLetter)) return false;
    if (is(c, kUpper)) {
      short_words += length > 0 && length < 3;
      ++words;
      length = 0;
    }
    ++length;
  }
  return words >= 5 && short_words >= 4 && short_words * 2 >= words && words < value.size();
}

bool has_digit_or_both_cases(std::string_view value) {
  const auto any = [&](std::uint8_t kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return is(c, kind); });
  };
  return any(kDigit) || (any(kLower) && any(kUpper));
}

bool has_digit_and_letter(std::string_view value) {
  const auto any = [&](std::uint8_t kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return is(c, kind); });
  };
  return any(kDigit) && any(kLetter);
}

// Digits and letters of both cases: no id, digest or name of a secret.
bool is_mixed(std::string_view value) {
  const auto any = [&](std::uint8_t kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return is(c, kind); });
  };
  return value.size() >= 20 && any(kDigit) && any(kLower) && any(kUpper) &&
         value.find_first_of("/ .") == std::string_view::npos;
}

// base64:…, or so many letters, digits, + and / that end as base64 does.
bool is_base64_of_bytes(std::string_view value) {
  if (value.starts_with("base64:")) value.remove_prefix(7);
  const std::size_t end = value.find_last_not_of('=') + 1;
  if (value.size() < 24 || value.size() % 4 != 0 || value.size() - end > 2) return false;
  const bool marked = end < value.size() || value.find('+') != std::string_view::npos;
  return marked && has_digit_and_letter(value) && has_digit_or_both_cases(value) &&
         std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char c) { return is(c, kAlnum) || c == '+' || c == '/'; });
}

// 9F3QK-7M2XW-ZT4VB-8KC3N: three groups and more of four to six capitals and digits.
bool is_serial(std::string_view value) {
  std::size_t groups = 1;
  std::size_t size = 0;
  for (const char c : value) {
    if (c != '-' && !is(c, kUpper | kDigit)) return false;
    if (c == '-' && (size < 4 || size > 6)) return false;
    groups += c == '-';
    size = c == '-' ? 0 : size + 1;
  }
  return groups >= 3 && size >= 4 && size <= 6 && value.size() >= 19 && has_digit_and_letter(value);
}

bool is_mixed_with_slashes(std::string_view value) {
  const auto any = [&](std::uint8_t kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return is(c, kind); });
  };
  return value.size() >= 16 && any(kDigit) && any(kLower) && any(kUpper) &&
         std::all_of(value.begin(), value.end(), [](char c) { return is(c, kToken | kMark); });
}

// What is only said and not assigned must look like a password.
bool is_stated_secret(std::string_view value) {
  if (value.size() < 8 || !has_digit_and_letter(value) || is_version(value)) return false;
  if (is_code(value)) return false;
  return looks_random(value, 10) || is_mixed(value) ||
         value.find_first_of("!@#$%^&*") < value.size();
}

}  // namespace trace::sanitize
