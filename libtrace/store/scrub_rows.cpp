#include "store/scrub_rows.h"

#include "store/chain_edit.h"
#include "store/paced_writer.h"
#include "store/payload.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace trace::store {
namespace {

std::string_view bytes_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

bool may_hold(sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  return type == SQLITE_TEXT || type == SQLITE_BLOB;
}

const ScrubPort& port_of(sqlite3_context* context) {
  return *static_cast<const ScrubPort*>(sqlite3_user_data(context));
}

// trace_has(X): whether the value is in it.
void has(sqlite3_context* context, int, sqlite3_value** arguments) {
  const bool found = may_hold(arguments[0]) && port_of(context).count(bytes_of(arguments[0])) > 0;
  sqlite3_result_int(context, found ? 1 : 0);
}

// trace_blank(X): X without it, of the same type.
void blanked(sqlite3_context* context, int, sqlite3_value** arguments) {
  sqlite3_value* value = arguments[0];
  if (!may_hold(value)) return sqlite3_result_value(context, value);
  const bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
  std::string bytes(bytes_of(value));
  if (port_of(context).blank(bytes) == 0) return sqlite3_result_value(context, value);
  if (is_text)
    sqlite3_result_text64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

void register_function(Database& db, const char* name, const ScrubPort* port, Function function) {
  const int code =
      sqlite3_create_function_v2(db.handle(), name, 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                 const_cast<ScrubPort*>(port), function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK && port != nullptr) throw_sqlite(db.handle(), code, "");
}

// Names come from the schema.
std::string joined(const std::vector<std::string>& columns, std::string_view before,
                   std::string_view after, std::string_view between) {
  std::string out;
  for (const auto& column : columns) {
    if (!out.empty()) out += between;
    out += before;
    out += '"' + column + '"';
    out += after;
  }
  return out;
}

std::string assignments(const std::vector<std::string>& columns) {
  std::string out;
  for (const auto& column : columns)
    out += (out.empty() ? "\"" : ", \"") + column + "\" = trace_blank(\"" + column + "\")";
  return out;
}

}  // namespace

ScrubRows::ScrubRows(Database& db, ScrubPort port) : db_(db), port_(std::move(port)) {
  register_function(db_, "trace_has", &port_, has);
  register_function(db_, "trace_blank", &port_, blanked);
}

ScrubRows::~ScrubRows() {
  for (const char* name : {"trace_has", "trace_blank"})
    register_function(db_, name, nullptr, nullptr);
}

// Events and their pieces are lines and looked at as such; seals are sums.
std::vector<ScrubRows::Table> ScrubRows::tables() {
  std::vector<Table> all;
  Statement(db_,
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
            "name NOT LIKE 'sqlite%' AND name NOT IN ('events', 'chunks', 'seals', "
            "'blocks', 'block_uses', 'block_pieces', 'zdicts') ORDER BY name")
      .each([&](const Row& row) {
        all.push_back({std::string(row.text(0)), row.i64(1) == 0, {}});
      });
  for (auto& table : all)
    Statement(db_,
              "SELECT name FROM pragma_table_info(?1) WHERE type NOT IN ('INTEGER', 'REAL') ORDER "
              "BY cid")
        .with(table.name)
        .each([&](const Row& row) { table.columns.emplace_back(row.text(0)); });
  std::erase_if(all, [](const Table& table) { return table.columns.empty(); });
  return all;
}

std::vector<std::int64_t> ScrubRows::rows_of(const Table& table) {
  std::vector<std::int64_t> rows;
  const bool is_contents = table.name == "contents";
  const std::string id = is_contents ? "request" : table.has_rowid ? "rowid" : "0";
  const std::string from = is_contents ? contents_table(db_) : '"' + table.name + '"';
  Statement(db_, "SELECT " + id + " FROM " + from + " WHERE " +
                     joined(table.columns, "trace_has(", ")", " OR "))
      .each([&](const Row& row) { rows.push_back(row.i64(0)); });
  return rows;
}

std::vector<ScrubPlace> ScrubRows::find() {
  std::vector<ScrubPlace> places;
  const auto add = [&](const std::string& table, std::size_t rows) {
    if (rows > 0) places.push_back({table, static_cast<std::int64_t>(rows)});
  };
  add("events", events().size());
  for (const Table& table : tables()) add(table.name, rows_of(table).size());
  const Unpacker packed = find_packed();
  add("blocks", packed.blocks().size());
  add("zdicts", packed.dictionaries().size());
  return places;
}

// Blocks also hold what rows have left since, and what others share.
Unpacker ScrubRows::find_packed() {
  return Unpacker(db_, [this](std::string_view bytes) { return port_.count(bytes) > 0; });
}

std::vector<std::int64_t> ScrubRows::events() {
  std::vector<std::int64_t> found;
  const std::string payload = payload_sql(db_, "");
  Statement(db_, "SELECT id FROM events WHERE trace_has(" + payload + ")")
      .each([&](const Row& row) { found.push_back(row.i64(0)); });
  Statement(db_, "SELECT id, input, n, " + payload + " AS bytes FROM events WHERE flags & 2 AND " +
                     "bytes NOT NULL")
      .each([&](const Row& row) {
        if (is_across_pieces(row.i64(1), row.i64(2), std::string(row.text(3))))
          found.push_back(row.i64(0));
      });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// Piece by piece, each with the end of the one before it.
bool ScrubRows::is_across_pieces(std::int64_t input, std::int64_t n, std::string bytes) {
  bool found = false;
  Statement(db_,
            "SELECT " + chunk_sql(db_, "") + " FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i")
      .with(input, n)
      .each([&](const Row& row) {
        if (found) return;
        if (bytes.size() > port_.longest) bytes.erase(0, bytes.size() - port_.longest);
        bytes += row.text(0);
        found = port_.count(bytes) > 0;
      });
  return found;
}

std::vector<ScrubPlace> ScrubRows::remove(StoreLock& lock, base::UnixMicros now) {
  db_.exec("PRAGMA secure_delete=ON");
  std::vector<ScrubPlace> places;
  Unpacker packed = find_packed();
  const auto blocks = packed.blocks().size() + packed.dictionaries().size();
  if (blocks > 0) places.push_back({"blocks", static_cast<std::int64_t>(blocks)});
  packed.put_back(lock);
  auto lines = events();
  if (!lines.empty()) places.push_back({"events", static_cast<std::int64_t>(lines.size())});
  PacedWriter writer(db_, lock);
  if (!lines.empty())
    writer.run([&] {
      blank_event(lines.back(), now);
      lines.pop_back();
      return !lines.empty();
    });
  for (const Table& table : tables())
    if (const std::int64_t rows = blank(table, lock); rows > 0)
      places.push_back({table.name, rows});
  return places;
}

std::int64_t ScrubRows::blank(const Table& table, StoreLock& lock) {
  auto rows = rows_of(table);
  const auto count = static_cast<std::int64_t>(rows.size());
  if (rows.empty()) return 0;
  const std::string update =
      "UPDATE \"" + table.name + "\" SET " + assignments(table.columns) + " WHERE ";
  PacedWriter writer(db_, lock);
  if (!table.has_rowid) {
    writer.once([&] {
      Statement(db_, update + joined(table.columns, "trace_has(", ")", " OR ")).run();
      return true;
    });
    return count;
  }
  Statement one(db_, update + "rowid = ?1");
  writer.run([&] {
    one.with(rows.back()).run();
    rows.pop_back();
    return !rows.empty();
  });
  return count;
}

void ScrubRows::blank_event(std::int64_t event, base::UnixMicros now) {
  std::string bytes;
  std::int64_t input = 0, n = 0;
  Statement(db_, "SELECT payload, input, n FROM events WHERE id = ?1")
      .with(event)
      .each([&](const Row& row) {
        bytes = row.text(0);
        input = row.i64(1);
        n = row.i64(2);
      });
  Statement(db_, "SELECT data FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i")
      .with(input, n)
      .each([&](const Row& row) { bytes += row.text(0); });
  port_.blank(bytes);
  ChainEdit(db_).replace_payload(event, bytes, {"scrub", now});
}

}  // namespace trace::store
