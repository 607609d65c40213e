#include "digest/salted_hashes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trace::digest {
namespace {

TEST(SaltedHashes, AreThoseOfOneMessageAfterTheOther) {
  digest_init();
  std::vector<std::string> texts;
  // On both sides of every border of blocks, and not in order of length.
  for (std::size_t size = 0; size < 400; ++size)
    texts.emplace_back((size * 131) % 400, static_cast<char>(size));
  texts.emplace_back(70'000, 'x');
  std::vector<Salt> salts(texts.size());
  std::vector<Hash256> hashes(texts.size());
  std::vector<SaltedMessage> messages;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    random_bytes(salts[i]);
    messages.push_back({&salts[i], texts[i], &hashes[i]});
  }
  hash_salted(messages);
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_EQ(hashes[i], blake2b256(bytes_of(salts[i]), texts[i])) << texts[i].size();
}

TEST(SaltedHashes, FewOfThemAreHashedTooAndNoneIsNothing) {
  digest_init();
  Salt salt{};
  Hash256 hash{};
  SaltedMessage one{&salt, "one", &hash};
  hash_salted({});
  hash_salted({&one, 1});
  EXPECT_EQ(hash, blake2b256(bytes_of(salt), std::string_view("one")));
}

}  // namespace
}  // namespace trace::digest
