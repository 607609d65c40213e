// What is known per API token: its name, whether conversation content is kept, and its totals. Same
// thread rule as the Database.
#pragma once

#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace trace::store {

struct TokenSetting {
  std::string id;
  std::string name;                  // empty: none was given
  std::optional<bool> keep_content;  // nothing: as the recorder says
  std::int64_t requests = 0, total_tokens = 0;
};

// Every token that has settings or made requests, by id.
void each_token(Database& db, const std::function<void(const TokenSetting&)>& f);

// What `token set` changes; what is missing stays as it is.
struct TokenChange {
  std::optional<std::string> name;
  std::optional<bool> keep_content;
};
// Keep it, under the store's lock; the token need not have been seen before. Throws Failure.
void keep_token(Database& db, StoreLock& lock, std::string_view id, const TokenChange& change);

}  // namespace trace::store
