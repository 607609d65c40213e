// What the name of a key says about its value. Case and separators do not count: `apiKey`,
// `API_KEY` and `x-api-key` are one name. Immutable after add() calls: safe on any thread.
#pragma once

#include "sanitize/rule_ids.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace trace::sanitize {

enum class KeyStrength : std::uint8_t {
  none,    // says nothing
  faint,   // secret when the value can be nothing else: a secret's name, message, commit
  weak,    // secret when the value looks random: key, token, auth
  strong,  // secret unless the value is a placeholder or code
};

struct KeyClass {
  KeyStrength strength = KeyStrength::none;
  CodeRule rule = CodeRule::token;
};

// Spell a name without case and separators: `X-Api-Key` is `xapikey`.
std::string folded_name(std::string_view name);

class KeyNames {
 public:
  // Names whose values are secret, or never are, whatever the built-in rules say.
  void add_field(std::string_view name) { fields_.insert(folded_name(name)); }
  void add_allowed(std::string_view name) { allowed_.insert(folded_name(name)); }

  // Judge a key name of at most 96 bytes; longer ones are judged by their end.
  KeyClass classify(std::string_view name) const;

 private:
  std::set<std::string, std::less<>> fields_;
  std::set<std::string, std::less<>> allowed_;
};

// Tell whether a word stands for a secret in running text: key, token, secret, access, private …
bool is_secret_word(std::string_view word);
// Tell whether a name ends in words that make it harmless: id, name, count, public key, max tokens.
bool is_harmless_name(std::string_view name);

}  // namespace trace::sanitize
