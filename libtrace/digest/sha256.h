// SHA-256 of bytes, for sums that people compare with other tools. Safe on any thread after
// digest_init().
#pragma once

#include "digest/blake2b.h"

#include <memory>
#include <string_view>

namespace trace::digest {

// Return the SHA-256 of `message`.
Hash256 sha256(std::string_view message) noexcept;

// The same over a message that comes in pieces. One object belongs to one message and thread.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  Sha256& update(std::string_view bytes) noexcept;
  // The sum; the object is used up.
  Hash256 finish() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trace::digest
