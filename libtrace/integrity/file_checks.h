// Checks of a store that are not about chains: the pages of the file, the sums of rows without a
// chain, the records that wait in the spool, the search index beside it. Each reports what it finds
// and goes on; none changes anything. Belongs to the thread of the Database.
#pragma once

#include "integrity/damage.h"

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::integrity {

// Check every page, and every index against its table. Returns the number of pages.
std::int64_t check_pages(store::Database& db, const DamageOut& out);
// Check every row that has a seal, and that lines which events lie in are there. Returns the rows.
std::int64_t check_rows(store::Database& db, const DamageOut& out);
// Check the records that wait for the store in these folders, but for files that are being written.
// Returns the number of whole records.
std::int64_t check_spool(const std::vector<std::string>& places, const DamageOut& out);
// Check the search index, when there is one and it can be opened.
void check_index(const std::string& store_path, const DamageOut& out);

}  // namespace trace::integrity
