#include "digest/sha256.h"

#include <sodium.h>

namespace trace::digest {

Hash256 sha256(std::string_view message) noexcept {
  Hash256 hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(message.data()),
                     message.size());
  return hash;
}

struct Sha256::State {
  crypto_hash_sha256_state sum;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->sum); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(std::string_view bytes) noexcept {
  crypto_hash_sha256_update(&state_->sum, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  return *this;
}

Hash256 Sha256::finish() noexcept {
  Hash256 hash{};
  crypto_hash_sha256_final(&state_->sum, hash.data());
  return hash;
}

}  // namespace trace::digest
