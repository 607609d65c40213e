// What a run says about its requests: its source, its session, itself, and the run at the root of
// its tree. Looked up once a run. Belongs to the thread of its Database.
#pragma once

#include "store/dictionary.h"
#include "store/sqlite.h"
#include "store/usage_dimension.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace trace::store {

class TraceFacts {
 public:
  // `db` must outlive this.
  explicit TraceFacts(Database& db);
  // The value of a dimension for the requests of a run, as a number: kMissing (column_codec.h) when
  // it is not known. REQUIRES: is_of_trace(dimension).
  std::int64_t value(Dimension dimension, std::int64_t trace);
  // Look all runs up at once, for this dimension: faster when most of them will be asked for.
  void read_all(Dimension dimension);
  // What people read for such a number.
  std::string text(Dimension dimension, std::int64_t value);

 private:
  struct Facts {
    std::int64_t source, session, root;
    std::string parent;
  };
  const Facts& facts(std::int64_t trace);
  // Of a row: source, session, parent from this column on.
  Facts facts_of(std::int64_t trace, const Row& row, int column);
  std::optional<std::int64_t> run_named(const std::string& uid);
  std::int64_t root_of(std::int64_t trace);
  std::int64_t session_number(const Row& row, int column);

  Database& db_;
  Statement find_, by_uid_, uid_;
  Dictionary names_;
  std::unordered_map<std::int64_t, Facts> known_;
  std::map<std::string, std::int64_t, std::less<>> sessions_;  // numbered as they come, from 1
  std::vector<std::string> session_names_;
  std::unordered_map<std::string, std::int64_t> by_uid_read_;  // when all were read
  bool are_all_read_ = false;
};

}  // namespace trace::store
