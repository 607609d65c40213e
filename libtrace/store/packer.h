// Packs old content: payloads of traces that ended, lines of no trace, what was said in requests.
// Rows stay; only where their bytes are changes. Every transaction is short and under the lock of
// the writers, so recorders go on, and a packer that is killed has packed a part of it. Belongs to
// the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace trace::store {

// Rows and their bytes; `stored` is what blocks and dictionaries take instead.
struct PackCount {
  std::int64_t events = 0, contents = 0, bytes = 0, stored = 0;
};

// What is to be packed: row ids of traces (0: lines of no trace) and of requests.
struct PackScope {
  std::vector<std::int64_t> traces, requests;
  std::optional<base::UnixMicros> loose_before;  // lines of no trace that came before that
};

class PackSurvey;

class Packer {
 public:
  using Progress = std::function<void(std::uint64_t rows)>;

  // `db` must outlive this; reading is enough for choose() and count().
  explicit Packer(Database& db) : db_(db) {}
  // Return what can be packed of all that ended before that time.
  PackScope choose(base::UnixMicros before);
  // Count it.
  PackCount count(const PackScope& scope);
  // Pack it, with a new dictionary where that pays. Throws Failure busy when the lock cannot be
  // had.
  PackCount pack(const PackScope& scope, base::UnixMicros now, StoreLock& lock,
                 const Progress& progress = {});

 private:
  void survey(const PackScope& scope, PackSurvey& survey);
  std::int64_t dictionary(const PackSurvey& survey, base::UnixMicros now, StoreLock& lock);
  void drop_unused_dictionaries(StoreLock& lock);

  Database& db_;
};

}  // namespace trace::store
