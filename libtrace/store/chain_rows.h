// Rows of events as their chain sees them: the fields of the link, the leaf worked out again from
// the bytes that are there, what stands in the row. For those who check a chain or change a row of
// it. Belongs to the thread of its Database.
#pragma once

#include "digest/random.h"

#include "store/chain.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::store {

struct ChainRow {
  std::int64_t id = 0, trace = 0, mark = 0;
  bool is_event = true;         // false: a carrier without a number
  bool has_bytes = false;       // of its own, sealed with a salt
  bool is_redacted = false;     // its payload was removed; the leaf stands for it
  LinkFields link;              // of the chain; its leaf is that of the bytes there now, unless
                                // a receipt of a scrub says which one it was
  LooseFields rest;             // valid until the next row
  const char* fault = nullptr;  // why bytes and leaf do not fit
};

class ChainRows {
 public:
  // `db` must outlive this, and sees one state of the store while this lives.
  explicit ChainRows(Database& db);
  // Call `f` for every row in order of arrival, or for those of one trace. The row is used again.
  void all(const std::function<void(const ChainRow&)>& f);
  void of_trace(std::int64_t trace, const std::function<void(const ChainRow&)>& f);
  // Call `f` for one row; false: there is none.
  bool one(std::int64_t id, const std::function<void(const ChainRow&)>& f);

 private:
  struct Scrub {
    digest::Hash256 leaf, new_leaf;
  };
  void fill(const Row& row);
  void take_leaf(const Row& row);
  digest::Hash256 leaf_of_bytes(const Row& row);

  Database& db_;
  Statement pieces_;
  std::unordered_map<std::int64_t, Scrub> scrubs_;
  ChainRow out_;
};

}  // namespace trace::store
