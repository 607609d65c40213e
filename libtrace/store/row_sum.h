// The sum of a row and the statements that put it into `seals`, for seals.h and seal_keeper.h. Same
// thread rule as the Database.
#pragma once

#include "store/seals.h"
#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::store {

// Make trace_row_sum(…) known to the connection: XXH3 over values and their types; and the
// aggregate trace_group_sums(number, …): the sums of a group of rows, see sums_of(). Throws
// Failure.
void register_row_sum(Database& db);

// The sums of a group by place: a sum of 60 bits, little-endian, its low four bits the place.
using GroupSums = std::array<std::optional<std::uint64_t>, kRowsInGroup>;
GroupSums sums_of(std::string_view seal) noexcept;

// Expressions over the columns of a table: what tells a row (or group) apart, and its sum.
std::string key_expression(const SealedTable& table);
std::string sum_expression(const SealedTable& table);
// Seal one row (or group), its key bound to ?1 …; take the seal of one away.
std::string seal_row_sql(const SealedTable& table);
std::string unseal_row_sql(const SealedTable& table);
// The same for the rows with numbers from ?1 to ?2.
std::string seal_span_sql(const SealedTable& table);
std::string unseal_span_sql(const SealedTable& table);
// Seal all rows.
std::string seal_table_sql(const SealedTable& table);

}  // namespace trace::store
