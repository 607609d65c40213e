#include "store/payload.h"

#include "base/error.h"
#include "base/utf8.h"
#include "store/block_reader.h"
#include "store/schema.h"

#include <sqlite3.h>

#include <array>
#include <exception>
#include <memory>

namespace trace::store {
namespace {

constexpr std::array<std::string_view, 4> kContentColumns{"system_prompt", "messages", "prompt",
                                                          "completion"};

std::string place(std::string_view alias) {
  const std::string a(alias);
  return a + "block, " + a + "block_off, " + a + "block_len";
}

// As writers bind it: text when it can be text.
void give(sqlite3_context* context, std::string_view bytes) {
  const bool is_text = bytes.find('\0') == std::string_view::npos && base::is_utf8(bytes);
  if (is_text)
    sqlite3_result_text64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

void give_column(sqlite3_context* context, std::string_view joined, std::size_t column) {
  std::optional<std::string_view> value;
  if (!column_of(joined, column, value))
    throw base::Failure(base::Errc::corrupt, "a packed row of contents is damaged");
  if (value) give(context, *value);
}

void unpack(sqlite3_context* context, int count, sqlite3_value** arguments) {
  auto& reader = *static_cast<BlockReader*>(sqlite3_user_data(context));
  const std::int64_t block = sqlite3_value_int64(arguments[0]);
  if (count == 1) return give(context, reader.block(block));
  const std::string_view bytes =
      reader.bytes({block, sqlite3_value_int64(arguments[1]), sqlite3_value_int64(arguments[2])});
  if (count == 3) return give(context, bytes);
  give_column(context, bytes, static_cast<std::size_t>(sqlite3_value_int64(arguments[3])));
}

void trace_payload(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (count != 1 && count != 3 && count != 4)
    return sqlite3_result_error(context, "trace_payload() takes 1, 3 or 4 arguments", -1);
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  try {
    unpack(context, count, arguments);
  } catch (const base::Failure& failure) {
    sqlite3_result_error(context, failure.what(), -1);
    if (failure.code() == base::Errc::corrupt) sqlite3_result_error_code(context, SQLITE_CORRUPT);
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

void destroy_reader(void* reader) {
  std::unique_ptr<BlockReader> owned(static_cast<BlockReader*>(reader));
}

// The version of the schema from which on content may be packed.
constexpr int kBlocksVersion = 7;

}  // namespace

bool has_blocks(Database& db) { return version_of(db) >= kBlocksVersion; }

std::string payload_sql(Database& db, std::string_view alias) {
  const std::string plain = std::string(alias) + "payload";
  return has_blocks(db) ? "coalesce(" + plain + ", trace_payload(" + place(alias) + "))" : plain;
}

std::string content_sql(Database& db, std::string_view alias, int column) {
  std::string plain = std::string(alias) + std::string(content_column(column));
  if (!has_blocks(db)) return plain;
  return "coalesce(" + plain + ", trace_payload(" + place(alias) + ", " + std::to_string(column) +
         "))";
}

std::string chunk_sql(Database& db, std::string_view alias) {
  const std::string a(alias);
  if (!has_blocks(db)) return a + "data";
  return "coalesce(trace_payload(" + a + "block), " + a + "data)";
}

std::string chunk_size_sql(Database& db, std::string_view alias) {
  const std::string a(alias);
  if (!has_blocks(db)) return "length(" + a + "data)";
  return "coalesce((SELECT size FROM blocks WHERE id = " + a + "block), length(" + a + "data))";
}

std::string contents_table(Database& db) {
  if (!has_blocks(db)) return "contents";
  std::string sql = "(SELECT request, at";
  for (int column = 0; column < static_cast<int>(kContentColumns.size()); ++column)
    sql += ", " + content_sql(db, "", column) + " AS " + std::string(content_column(column));
  return sql + " FROM contents)";
}

std::string unpack_contents() {
  std::string sql = "UPDATE contents SET block = NULL, block_off = NULL, block_len = NULL";
  for (int column = 0; column < static_cast<int>(kContentColumns.size()); ++column)
    sql += ", " + std::string(content_column(column)) + " = trace_payload(" + place("") + ", " +
           std::to_string(column) + ")";
  return sql;
}

std::string_view content_column(int column) noexcept {
  return kContentColumns[static_cast<std::size_t>(column)];
}

void register_payload(Database& db) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  auto reader = std::make_unique<BlockReader>(db.handle());
  // SQLite destroys the reader, also when this fails.
  const int code =
      sqlite3_create_function_v2(db.handle(), "trace_payload", -1, flags, reader.release(),
                                 trace_payload, nullptr, nullptr, destroy_reader);
  if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the store");
}

}  // namespace trace::store
