// The words that announce a secret, and the table that tells a true one from what the filter let
// through. Immutable after construction: safe on any thread.
#pragma once

#include "sanitize/literal_filter.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

enum class StemKind : std::uint8_t {
  none,
  key_word,     // part of a key name: passw, token, secret
  short_word,   // a whole key name only: pin, otp
  quoted_word,  // a whole key name after a quote or blank: "pw
  foreign,      // a key name in another script
  command,      // mysql, sshpass
  sudo,         // sudo
  sql,          // identified
  oracle,       // jdbc:oracle:thin:
  putty,        // Private-Lines:
  object,       // an object that is known by one of its names: httpOnly, kty
  cookie_line,  // of a cookies.txt: TAB TRUE
  session,      // sid=, PHPSESSID=
  url,          // ://
  url_param,    // sig=
  key_block,    // -----BEGIN
  key_end,      // -----END
  curl,         // curl
  escape,       // \u00
  percent,      // %41
  entity,       // &quot;
  bearer,       // Bearer, Basic
  event,        // data:
  hash,         // $2b$, $argon2id$
  custom_key    // a key name of the user's
};

class StemTable {
 public:
  // Add the built-in stems.
  StemTable();
  // Add the beginning of a key name of the user's.
  void add_custom(std::string_view stem);

  const LiteralFilter& filter() const { return filter_; }
  // Tell which stem begins at `at`, which is in range. Cheap: at most a few comparisons.
  StemKind at(std::string_view text, std::size_t at) const;

 private:
  // What may stand at the fourth place.
  enum class Fourth : std::uint8_t { anything, end_of_name, this_byte };
  struct Entry {
    std::uint32_t head;  // the first three bytes, without case
    Fourth fourth;
    char byte;
    StemKind kind;
  };
  void add(std::string_view stem, Fourth fourth, StemKind kind);

  LiteralFilter filter_;
  std::vector<Entry> entries_;
  std::array<std::uint16_t, 256> first_{};  // slot -> 1 + index of its first entry
  std::vector<std::uint16_t> next_;         // entry -> 1 + index of the next in its slot
};

}  // namespace trace::sanitize
