// A sum for each row that has no hash chain (traces, requests, contents, names, settings, …), kept
// by the connection that writes: whoever writes through open_for_writing() seals what
// he writes, and a row that was changed, added or taken away in any other way does not fit its
// seal. Against accidents and careless hands, not against somebody who knows the sums. Belongs to
// the thread of the Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace trace::store {

// A table whose rows are sealed. `key` and `columns` are expressions over them.
struct SealedTable {
  int kind;
  const char* name;
  const char* key;          // what tells its rows apart: its first columns, one to three
  bool is_numbered;         // the key is the row's number
  const char* columns;      // what the sum covers, the key included
  bool is_grouped = false;  // a seal holds the sums of kRowsInGroup numbers that follow each other
};

// Model calls come by the hundred: a seal each would be a fourth of what they cost.
constexpr int kRowsInGroup = 16;

std::span<const SealedTable> sealed_tables() noexcept;

// Seal rows as this connection writes them, from now on. Throws Failure.
void keep_seals(Database& db);
// Seal every row as it is now: after an upgrade, or in a store that was filled by other means.
// REQUIRES: a transaction is open. Throws Failure.
void seal_all(Database& db);

// A row that does not fit its seal.
struct BrokenSeal {
  const SealedTable* table;  // nullptr: the definition of tables and views
  std::string key;
  std::string_view what;  // changed, has no seal, is missing
};
// Compare every row with its seal and return how many rows there were. Throws Failure.
std::int64_t check_seals(Database& db, const std::function<void(const BrokenSeal&)>& broken);

}  // namespace trace::store
