// Names of services whose keys have no shape of their own. Beside such a name a random word is a
// key. Pure: safe on any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace trace::sanitize {

enum class ProviderName : std::uint8_t {
  none,
  plain,     // also a word of the language, or beside ids and digests all the time
  distinct,  // nothing else is called so
};

// Judge a word; `fooToken`, `FOO_API_KEY` and `foo` name foo.
ProviderName find_provider(std::string_view word);

// Tell whether a phrase holds the name of a service that nothing else has.
bool names_distinct_provider(std::string_view phrase);

}  // namespace trace::sanitize
