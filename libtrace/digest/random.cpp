#include "digest/random.h"

#include <sodium.h>

#include <cstring>

namespace trace::digest {

void random_bytes(std::span<std::uint8_t> out) noexcept { randombytes_buf(out.data(), out.size()); }

Salt SaltPool::next() noexcept {
  if (used_ == buffer_.size()) {
    random_bytes(buffer_);
    used_ = 0;
  }
  Salt salt;
  std::memcpy(salt.data(), buffer_.data() + used_, salt.size());
  std::memset(buffer_.data() + used_, 0, salt.size());
  used_ += salt.size();
  return salt;
}

}  // namespace trace::digest
