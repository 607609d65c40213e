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

void row_sum(sqlite3_context* context, int count, sqlite3_value** values) {
  auto& message = *static_cast<std::string*>(sqlite3_user_data(context));
  message.clear();
  for (int i = 0; i < count; ++i) append(message, values[i]);
  sqlite3_result_int64(context, static_cast<std::int64_t>(digest::checksum64(message)));
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
  auto message = std::make_unique<std::string>();
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const int code =
      sqlite3_create_function_v2(db.handle(), "trace_row_sum", -1, flags, message.release(),
                                 row_sum, nullptr, nullptr, destroy);
  if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the sums of rows");
}

// Rows with a key of several columns are told apart by its text.
std::string key_expression(const SealedTable& table) {
  return join_columns(table.key, " || '.' || ");
}

std::string sum_expression(const SealedTable& table) {
  return std::string("trace_row_sum(") + table.columns + ")";
}

std::string seal_table_sql(const SealedTable& table) {
  return "INSERT OR REPLACE INTO seals(kind, key, sum) SELECT " + std::to_string(table.kind) +
         ", " + key_expression(table) + ", " + sum_expression(table) + " FROM main." + table.name;
}

std::string seal_row_sql(const SealedTable& table) {
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
