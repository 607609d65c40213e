// The hits of a search in a store and its archives as one list: rows have the same numbers in all.
// An archive is opened when the times that are asked for lie in it. For the main thread.
#pragma once

#include "search/index.h"
#include "search/query.h"
#include "trace-query/search_filter.h"
#include "trace-query/session.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace trace::tools {

class MergedSearch {
 public:
  // Bring the indexes up to date. Both must outlive this. Throws Failure.
  MergedSearch(Session& session, const search::Query& query);
  ~MergedSearch();

  // The number of hits that the filters let through.
  std::int64_t count();
  using Wish = std::function<bool(const search::Hit&)>;
  // A hit, where it lies, and the index that has its text; false: no more.
  using Visit = std::function<bool(const search::Hit&, const HitPlace&, search::Index&)>;
  // Hand the hits that are wished for to `f`: the newest first; the best first within each file.
  // `most` is how many may be visited, 0: all.
  void each(search::Order order, const Wish& is_wished, std::int64_t most, const Visit& f);

 private:
  class PlaceSearch;
  void each_of_all(search::Order order, const Wish& is_wished, std::int64_t most, const Visit& f);
  std::vector<std::unique_ptr<PlaceSearch>> places_;
};

}  // namespace trace::tools
