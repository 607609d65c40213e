#include "store/row_sum.h"

#include "digest/checksum.h"

#include <sqlite3.h>

#include <string_view>

namespace trace::store {
namespace {

void append(std::string& out, sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  out += static_cast<char>(type);
  if (type == SQLITE_INTEGER) {
    const std::int64_t v = sqlite3_value_int64(value);
    out.append(reinterpret_cast<const char*>(&v), sizeof v);
  } else if (type == SQLITE_FLOAT) {
    const double v = sqlite3_value_double(value);
    out.append(reinterpret_cast<const char*>(&v), sizeof v);
  } else if (type != SQLITE_NULL) {
    const void* bytes = type == SQLITE_BLOB ? sqlite3_value_blob(value) : sqlite3_value_text(value);
    const std::int64_t size = sqlite3_value_bytes(value);
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    if (bytes != nullptr)
      out.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
}

std::uint64_t sum_of(sqlite3_context* context, int count, sqlite3_value** values) {
  auto& message = *static_cast<std::string*>(sqlite3_user_data(context));
  message.clear();
  for (int i = 0; i < count; ++i) append(message, values[i]);
  return digest::checksum64(message);
}

void row_sum(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3_result_int64(context, static_cast<std::int64_t>(sum_of(context, count, values)));
}

struct Group {
  std::array<std::uint64_t, kRowsInGroup> sums;
  std::uint32_t present;
};

void add_row(sqlite3_context* context, int count, sqlite3_value** values) {
  auto* group = static_cast<Group*>(sqlite3_aggregate_context(context, sizeof(Group)));
  if (group == nullptr) return sqlite3_result_error_nomem(context);
  const auto place = static_cast<std::uint64_t>(sqlite3_value_int64(values[0])) % kRowsInGroup;
  group->sums[place] = sum_of(context, count, values) / kRowsInGroup * kRowsInGroup + place;
  group->present |= 1U << place;
}

void finish_group(sqlite3_context* context) {
  const auto* group = static_cast<Group*>(sqlite3_aggregate_context(context, 0));
  std::array<char, sizeof group->sums> seal{};
  std::size_t size = 0;
  for (std::size_t i = 0; group != nullptr && i < group->sums.size(); ++i) {
    if ((group->present >> i & 1) == 0) continue;
    for (std::size_t byte = 0; byte < 8; ++byte)
      seal[size++] = static_cast<char>(group->sums[i] >> (8 * byte) & 0xFF);
  }
  sqlite3_result_blob(context, seal.data(), static_cast<int>(size), SQLITE_TRANSIENT);
}

void destroy(void* message) {
  const std::unique_ptr<std::string> owned(static_cast<std::string*>(message));
}

// Join a list of columns by `separator`.
std::string join_columns(std::string_view list, std::string_view separator) {
  std::string out;
  while (!list.empty()) {
    const auto comma = list.find(", ");
    if (!out.empty()) out += separator;
    out += list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 2);
  }
  return out;
}

// ?1 … in the place of the columns of the key.
std::string key_is(const SealedTable& table, std::string_view between, bool with_names) {
  std::string out;
  std::string_view list = table.key;
  for (int i = 1; !list.empty(); ++i) {
    const auto comma = list.find(", ");
    if (i > 1) out += between;
    if (with_names) out += std::string(list.substr(0, comma)) + " = ";
    out += "?" + std::to_string(i);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 2);
  }
  return out;
}

}  // namespace

void register_row_sum(Database& db) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, auto* one, auto* step, auto* last) {
    auto message = std::make_unique<std::string>();
    const int code = sqlite3_create_function_v2(db.handle(), name, -1, kFlags, message.release(),
                                                one, step, last, destroy);
    if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the sums of rows");
  };
  using Call = void (*)(sqlite3_context*, int, sqlite3_value**);
  using Last = void (*)(sqlite3_context*);
  add("trace_row_sum", Call{row_sum}, Call{nullptr}, Last{nullptr});
  add("trace_group_sums", Call{nullptr}, Call{add_row}, Last{finish_group});
}

GroupSums sums_of(std::string_view seal) noexcept {
  GroupSums sums;
  for (; seal.size() >= 8; seal.remove_prefix(8)) {
    std::uint64_t sum = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
      sum |= std::uint64_t{static_cast<unsigned char>(seal[byte])} << (8 * byte);
    sums[sum % kRowsInGroup] = sum;
  }
  return sums;
}

// Rows with a key of several columns are told apart by its text.
std::string key_expression(const SealedTable& table) {
  if (table.is_grouped) return std::string(table.key) + " / " + std::to_string(kRowsInGroup);
  return join_columns(table.key, " || '.' || ");
}

std::string sum_expression(const SealedTable& table) {
  return std::string(table.is_grouped ? "trace_group_sums(" : "trace_row_sum(") + table.columns +
         ")";
}

std::string seal_table_sql(const SealedTable& table) {
  return "INSERT OR REPLACE INTO seals(kind, key, sum) SELECT " + std::to_string(table.kind) +
         ", " + key_expression(table) + ", " + sum_expression(table) + " FROM main." + table.name +
         (table.is_grouped ? " GROUP BY 2" : "");
}

// The rows of a group stand together, without their sorting by the key.
std::string seal_group_sql(const SealedTable& table) {
  const std::string size = std::to_string(kRowsInGroup);
  return "INSERT OR REPLACE INTO seals(kind, key, sum) SELECT " + std::to_string(table.kind) +
         ", ?1, " + sum_expression(table) + " FROM main." + table.name + " WHERE " + table.key +
         " BETWEEN ?1 * " + size + " AND ?1 * " + size + " + " + std::to_string(kRowsInGroup - 1) +
         " HAVING count(*) > 0";
}

std::string seal_row_sql(const SealedTable& table) {
  if (table.is_grouped) return seal_group_sql(table);
  return seal_table_sql(table) + " WHERE " + key_is(table, " AND ", true);
}

std::string seal_span_sql(const SealedTable& table) {
  return seal_table_sql(table) + " WHERE " + table.key + " BETWEEN ?1 AND ?2";
}

std::string unseal_span_sql(const SealedTable& table) {
  return "DELETE FROM seals WHERE kind = " + std::to_string(table.kind) +
         " AND key BETWEEN ?1 AND ?2";
}

std::string unseal_row_sql(const SealedTable& table) {
  return "DELETE FROM seals WHERE kind = " + std::to_string(table.kind) +
         " AND key = " + key_is(table, " || '.' || ", false);
}

}  // namespace trace::store
