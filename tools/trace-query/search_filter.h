// Where a hit of a search lies, and whether the filters let it through: those on traces by its
// trace, times by its own. For the main thread.
#pragma once

#include "search/index.h"
#include "trace-query/session.h"

#include "base/time.h"
#include "store/filter.h"
#include "store/guard.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace trace::tools {

struct HitPlace {
  std::string trace;  // empty: of none
  std::int64_t seq = 0;
  std::string request, type;
  base::UnixMicros at;
};

class SearchFilter {
 public:
  // `db` must outlive this. Throws Failure bad_usage.
  SearchFilter(store::Database& db, store::Filter filter);
  // Return where a hit lies; nothing when it is not wanted or is gone.
  std::optional<HitPlace> place_of(const search::Hit& hit);

 private:
  bool is_wanted(const std::optional<std::int64_t>& trace);

  store::Database& db_;
  store::Filter filter_;
  store::SqlText where_;
  std::optional<store::Guard> guard_;
  store::Statement event_, request_, trace_;
  std::unordered_map<std::int64_t, bool> verdicts_;
};

}  // namespace trace::tools
