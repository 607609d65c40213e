#include "store/store_copy.h"

#include "digest/blake2b.h"
#include "digest/random.h"

#include "store/chain_edit.h"
#include "store/payload.h"
#include "store/schema.h"
#include "store/seals.h"

#include <array>

namespace trace::store {
namespace {

// What belongs to the place where a store lies, and not to what was recorded.
constexpr std::array kOfThePlace{"DELETE FROM recorders",
                                 "DELETE FROM ship_cursors",
                                 "DELETE FROM ship_set_aside",
                                 "DELETE FROM revisions",
                                 "DELETE FROM files",
                                 "DELETE FROM switches",
                                 "DROP TRIGGER IF EXISTS trace_added",
                                 "DROP TRIGGER IF EXISTS trace_revised",
                                 "DROP TRIGGER IF EXISTS trace_gone",
                                 "DROP TRIGGER IF EXISTS event_revised",
                                 "DROP TRIGGER IF EXISTS request_added",
                                 "DROP TRIGGER IF EXISTS request_revised",
                                 "DROP TRIGGER IF EXISTS request_gone",
                                 "DROP TRIGGER IF EXISTS content_added",
                                 "DROP TRIGGER IF EXISTS content_revised",
                                 "DROP TRIGGER IF EXISTS content_gone"};

// What does not belong to the traces whose row ids ?1 lists. A request goes to a kept trace that
// reported it, too; bytes in which events of kept traces lie stay, without a trace.
constexpr std::array kOfOthers{
    "UPDATE requests SET trace = (SELECT c.trace FROM request_claims c JOIN traces t ON t.id = "
    "c.trace WHERE c.request = requests.id AND c.trace IN (SELECT value FROM json_each(?1)) ORDER "
    "BY t.at, t.uid LIMIT 1) WHERE trace IS NOT NULL AND trace NOT IN (SELECT value FROM "
    "json_each(?1))",
    "DELETE FROM requests WHERE trace IS NULL",
    "DELETE FROM contents WHERE request NOT IN (SELECT id FROM requests)",
    "DELETE FROM request_claims WHERE trace NOT IN (SELECT value FROM json_each(?1)) OR request "
    "NOT IN (SELECT id FROM requests)",
    "DELETE FROM events WHERE trace NOT IN (SELECT value FROM json_each(?1)) AND id NOT IN (SELECT "
    "carrier FROM events WHERE carrier IS NOT NULL AND trace IN (SELECT value FROM json_each(?1)))",
    "UPDATE events SET trace = 0, seq = NULL WHERE trace NOT IN (SELECT value FROM json_each(?1))",
    "DELETE FROM superseded WHERE event NOT IN (SELECT id FROM events)",
    "DELETE FROM repeats WHERE of NOT IN (SELECT id FROM events)",
    "DELETE FROM chunks WHERE (input, n) NOT IN (SELECT input, n FROM events WHERE input IS NOT "
    "NULL AND n IS NOT NULL)",
    "DELETE FROM inputs WHERE id NOT IN (SELECT input FROM events WHERE input IS NOT NULL)",
    "UPDATE inputs SET trace = NULL WHERE trace NOT IN (SELECT value FROM json_each(?1))",
    "DELETE FROM traces WHERE id NOT IN (SELECT value FROM json_each(?1))",
    "DELETE FROM chain_gaps WHERE trace NOT IN (SELECT value FROM json_each(?1))",
    "DELETE FROM scrubs WHERE event NOT IN (SELECT id FROM events)",
    "DELETE FROM pruned",
    "DELETE FROM seals",
    "DELETE FROM settings",
    "DELETE FROM usage_rollups",
    "DELETE FROM usage_stale",
    "DELETE FROM usage_segments",
    "DELETE FROM usage_columns",
    "DELETE FROM usage_changes",
    "DELETE FROM usage_prices",
    "DELETE FROM zdicts WHERE id NOT IN (SELECT zdict FROM blocks WHERE zdict IS NOT NULL)",
    "DELETE FROM meta WHERE k NOT IN ('db_uuid', 'created_at', 'next_id')",
    "DELETE FROM token_settings WHERE token NOT IN (SELECT token FROM requests WHERE token IS NOT "
    "NULL)",
    "DELETE FROM dict WHERE id NOT IN (SELECT source FROM traces UNION SELECT mode FROM traces "
    "WHERE mode IS NOT NULL UNION SELECT actor FROM traces WHERE actor IS NOT NULL UNION SELECT "
    "error_code FROM traces WHERE error_code IS NOT NULL UNION SELECT model FROM traces WHERE "
    "model IS NOT NULL UNION SELECT cwd FROM traces WHERE cwd IS NOT NULL UNION SELECT host FROM "
    "traces WHERE host IS NOT NULL UNION SELECT type FROM events UNION SELECT tool FROM events "
    "WHERE tool IS NOT NULL UNION SELECT model FROM requests UNION SELECT token FROM requests "
    "WHERE token IS NOT NULL UNION SELECT account FROM requests WHERE account IS NOT NULL UNION "
    "SELECT user FROM requests WHERE user IS NOT NULL UNION SELECT mode FROM requests WHERE mode "
    "IS NOT NULL UNION SELECT provider FROM requests WHERE provider IS NOT NULL)"};

// Blocks are shared and dictionaries are made of everybody's content: rows take theirs back.
void put_back_packed(Database& copy) {
  register_payload(copy);
  const auto unpack_contents_sql = unpack_contents() + " WHERE block IS NOT NULL";
  for (const std::string_view sql :
       {std::string_view(
            "UPDATE events SET payload = trace_payload(block, block_off, block_len), "
            "block = NULL, block_off = NULL, block_len = NULL WHERE block IS NOT NULL"),
        std::string_view(
            "UPDATE chunks SET data = CAST(trace_payload(block) AS BLOB), block = NULL "
            "WHERE block IS NOT NULL"),
        std::string_view(unpack_contents_sql), std::string_view("DELETE FROM zdicts")})
    Statement(copy, sql).run();
}

// Lines of traces that do not come along stand alone from now on.
void free_lines(Database& copy, const std::string& traces) {
  std::vector<std::int64_t> lines;
  Statement(copy,
            "SELECT id FROM events WHERE trace NOT IN (SELECT value FROM json_each(?1)) AND id IN "
            "(SELECT carrier FROM events WHERE carrier IS NOT NULL AND trace IN (SELECT value FROM "
            "json_each(?1)))")
      .with(traces)
      .each([&](const Row& row) { lines.push_back(row.i64(0)); });
  ChainEdit edit(copy);
  for (const std::int64_t line : lines) edit.free_row(line);
}

void keep_only(Database& copy, std::span<const std::int64_t> traces) {
  std::string ids = "[";
  for (const std::int64_t trace : traces)
    ids += (ids.size() > 1 ? "," : "") + std::to_string(trace);
  ids += "]";
  free_lines(copy, ids);
  for (const std::string_view sql : kOfOthers) {
    Statement statement(copy, sql);
    if (sql.find("?1") != std::string_view::npos) statement.with(ids);
    statement.run();
  }
  put_back_packed(copy);
}

void give_new_id(Database& copy) {
  std::array<std::uint8_t, 16> id{};
  digest::random_bytes(id);
  Statement meta(copy, "UPDATE meta SET v = ?1 WHERE k = 'db_uuid'");
  meta.with(digest::hex(digest::bytes_of(id))).run();
}

}  // namespace

void copy_store(Database& db, const std::string& path,
                const std::optional<std::span<const std::int64_t>>& traces) {
  digest::digest_init();
  // A handle that only reads may write elsewhere.
  db.exec("PRAGMA query_only=0");
  Statement(db, "VACUUM INTO ?1").with(path).run();
  db.exec("PRAGMA query_only=1");
  auto copy = Database::open(path, Access::read_write);
  copy.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; BEGIN");
  for (const char* sql : kOfThePlace) copy.exec(sql);
  register_payload(copy);
  if (traces) keep_only(copy, *traces);
  give_new_id(copy);
  if (version_of(copy) == schema_version()) seal_all(copy);
  copy.exec("COMMIT; VACUUM");
}

}  // namespace trace::store
