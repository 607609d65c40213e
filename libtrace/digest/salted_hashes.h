// BLAKE2b-256 of many messages at once, each behind a salt: four of them share the vector unit,
// where one alone leaves it waiting. The same results as blake2b256(salt, bytes). Safe on any
// thread after digest_init().
#pragma once

#include "digest/blake2b.h"
#include "digest/random.h"

#include <span>
#include <string_view>

namespace trace::digest {

// A message and where its hash goes. Views must live during the call.
struct SaltedMessage {
  const Salt* salt = nullptr;
  std::string_view bytes;
  Hash256* hash = nullptr;
};

// Hash all of them. The order of `messages` is changed: those of equal length go together.
void hash_salted(std::span<SaltedMessage> messages) noexcept;

}  // namespace trace::digest
