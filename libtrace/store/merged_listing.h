// A page of rows from a store and its archives, as if they were one: the same order and the same
// cursors, since numbers of rows are the same in both. An archive is opened when the page needs
// it. Belongs to the thread of the Database.
#pragma once

#include "store/archives.h"
#include "store/listing.h"

#include <functional>

namespace trace::store {

class MergedListing {
 public:
  using Visit = std::function<void(const Row& row, std::int64_t row_id, Place place)>;

  // All must outlive this. `of_store` lists the store itself by the same query.
  MergedListing(Listing& of_store, Archives& archives, const ListQuery& query)
      : of_store_(of_store), archives_(archives), query_(query) {}

  // Hand each row of the page to `visit`.
  PageEnd each(const Visit& visit);
  // The number of rows that the filter lets through, whatever the page.
  std::int64_t count();

 private:
  Listing& of_store_;
  Archives& archives_;
  const ListQuery& query_;
};

}  // namespace trace::store
