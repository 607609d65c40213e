// Puts packed content back into its rows: that of all blocks in which something is found, so that
// it can be changed there (a scrub). Dictionaries are made of content, so they are looked at, too.
// What was put back is packed again by the next run of packer.h, with a dictionary that is made
// without it. Belongs to the thread of its Database.
#pragma once

#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

class Unpacker {
 public:
  using Finds = std::function<bool(std::string_view)>;

  // `db` must outlive this.
  Unpacker(Database& db, const Finds& finds);
  // Dictionaries that have it.
  const std::set<std::int64_t>& dictionaries() const { return dictionaries_; }
  // Blocks that have it, that such a dictionary is needed for, or that share a piece with them.
  const std::set<std::int64_t>& blocks() const { return blocks_; }
  // Put all of them back and delete them; return the number of rows. REQUIRES: `db` is open for
  // writing. Throws Failure busy when the lock cannot be had.
  std::int64_t put_back(StoreLock& lock);

 private:
  void look(const Finds& finds);
  void add_users_of_pieces();
  std::vector<std::int64_t> rows_of(const std::string& table, const std::string& id);

  Database& db_;
  std::set<std::int64_t> dictionaries_, blocks_;
};

}  // namespace trace::store
