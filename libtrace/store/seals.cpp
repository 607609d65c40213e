#include "store/seals.h"

#include "store/row_sum.h"
#include "store/seal_keeper.h"

#include <array>
#include <memory>

namespace trace::store {
namespace {

// Kinds are never used twice. What is derived and volatile (seals, the chunks that a leaf covers,
// events, which have their chain) is not in the list; a table of a later version is one more line.
constexpr std::array kTables{
    SealedTable{1, "meta", "k", false, "k, v"},
    SealedTable{2, "dict", "id", true, "id, kind, name"},
    SealedTable{3, "traces", "id", true,
                "id, uid, parent, title, source, source_ref, session, message_id, "
                "client_message_id, target_task_id, mode, actor, trace_level, status, ending, "
                "switch_source, at, created_at, started_at, ended_at, duration_ms, error_code, "
                "error_message, retryable, model, cwd, host, params, stats, result, metadata, "
                "event_count, error_count, last_seq, chain_count, chain_head, claims, packed"},
    SealedTable{4, "recorders", "trace", true, "trace, boot_id, pid_ns, pid, pid_start, beat"},
    SealedTable{5, "inputs", "id", true,
                "id, uid, kind, name, dialect, trace, started_at, ended_at, bytes, frames, "
                "open_line, withheld, sanitized, first_event, last_event"},
    SealedTable{6, "files", "id", true,
                "id, dev, inode, size, mtime, head, head_size, input, trace, dialect"},
    SealedTable{7, "superseded", "event", true, "event"},
    SealedTable{8, "repeats", "input, n", false, "input, n, count, of"},
    SealedTable{9, "requests", "id", true,
                "id, uid, trace, at, responded_at, duration_ms, ttft_ms, token, account, user, "
                "mode, model, provider, stream, input_tokens, cache_read_tokens, "
                "cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, "
                "cost_nusd, cost_source, status, status_code, error_message, request_bytes, "
                "response_bytes, conversation_id, line_uid, metadata",
                true},
    SealedTable{10, "request_claims", "request, trace", false, "request, trace"},
    SealedTable{11, "usage_rollups", "grain, bucket, model", false,
                "grain, bucket, model, requests, successes, errors, canceled, unpriced, "
                "input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, "
                "output_tokens, reasoning_tokens, total_tokens, cost_nusd, reported_nusd, "
                "computed_nusd, duration_count, duration_sum, duration_sketch, ttft_count, "
                "ttft_sum, ttft_sketch"},
    SealedTable{12, "usage_stale", "bucket", true, "bucket"},
    SealedTable{13, "contents", "request", true,
                "request, at, system_prompt, messages, prompt, completion, block, block_off, "
                "block_len"},
    SealedTable{14, "token_settings", "token", true, "token, name, content"},
    SealedTable{15, "settings", "k", false, "k, v"},
    SealedTable{16, "switches", "session", false, "session, enabled, at"},
    SealedTable{17, "pruned", "uid", false, "uid, at, reason, events, head, links, leaving"},
    SealedTable{18, "chain_gaps", "trace, first", false,
                "trace, first, last, links, head, at, reason"},
    SealedTable{19, "scrubs", "event", true, "event, leaf, new_leaf, at, reason"},
    SealedTable{20, "ship_cursors", "name", false,
                "name, event, revision, next_event, next_revision, filled, created_at, shipped_at, "
                "batches, rows"},
    SealedTable{21, "revisions", "rev", true, "rev, kind, row"},
    SealedTable{22, "ship_set_aside", "name, kind, row", false, "name, kind, row, at, exit_code"},
    SealedTable{23, "usage_segments", "last_id", true,
                "last_id, after_id, requests, first_at, last_at"},
    SealedTable{24, "usage_columns", "id", true, "id, data"},
    SealedTable{25, "usage_changes", "request", true, "request"},
    SealedTable{26, "usage_prices", "after_id", true, "after_id, hash, at, file, prices"},
    SealedTable{27, "zdicts", "id", true, "id, at, data"},
    SealedTable{28, "blocks", "id", true, "id, trace, first_seq, zdict, size, sum, hash, data"},
    SealedTable{29, "block_uses", "block", true, "block, uses"},
    SealedTable{30, "block_pieces", "block, piece", false, "block, piece"},
};
// The seal of the definitions of tables, indexes and views; some triggers come and go.
constexpr int kDefinitions = 0;
constexpr const char* kDefinitionSum =
    "(SELECT trace_row_sum(group_concat(line, char(10))) FROM (SELECT type || ' ' || name || ' ' "
    "|| "
    "tbl_name || ' ' || coalesce(sql, '') AS line FROM main.sqlite_schema WHERE type <> 'trigger' "
    "AND substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name))";
const std::string kDefinitionsFit =
    "SELECT EXISTS(SELECT 1 FROM seals WHERE kind = 0 AND key = 'schema' AND sum = " +
    std::string(kDefinitionSum) + ")";

constexpr std::array<std::string_view, 3> kWhat{"was changed by another program",
                                                "was added by another program", "is missing"};
using Broken = std::function<void(const BrokenSeal&)>;

// Groups whose sums are not those of their seal, with both.
std::string check_of_groups(const SealedTable& table) {
  const std::string kind = std::to_string(table.kind), key = key_expression(table);
  return "SELECT k, now, coalesce(sum, x'') FROM (SELECT " + key + " AS k, " +
         sum_expression(table) + " AS now FROM main." + table.name +
         " GROUP BY 1) LEFT JOIN seals ON kind = " + kind +
         " AND key = k WHERE sum IS NOT now UNION ALL SELECT key, x'', sum FROM seals WHERE kind "
         "= " +
         kind + " AND key NOT IN (SELECT " + key + " FROM main." + table.name + ")";
}

void check_groups(Database& db, const SealedTable& table, const Broken& broken) {
  Statement(db, check_of_groups(table)).each([&](const Row& row) {
    const auto now = sums_of(row.text(1)), sealed = sums_of(row.text(2));
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] == sealed[i]) continue;
      const auto what = !sealed[i] ? 1U : now[i] ? 0U : 2U;
      const auto number = row.i64(0) * kRowsInGroup + static_cast<std::int64_t>(i);
      broken({&table, std::to_string(number), kWhat[what]});
    }
  });
}

// Rows whose sum is not that of their seal, rows without one, seals without a row.
std::string check_of(const SealedTable& table) {
  const std::string kind = std::to_string(table.kind), key = key_expression(table);
  return "SELECT CAST(k AS TEXT), iif(sum IS NULL, 1, 0) FROM (SELECT " + key + " AS k, " +
         sum_expression(table) + " AS now FROM main." + table.name +
         ") LEFT JOIN seals ON kind = " + kind +
         " AND key = k WHERE sum IS NOT now UNION ALL SELECT CAST(key AS TEXT), 2 FROM seals "
         "WHERE kind = " +
         kind + " AND key NOT IN (SELECT " + key + " FROM main." + table.name + ")";
}

}  // namespace

std::span<const SealedTable> sealed_tables() noexcept { return kTables; }

void seal_all(Database& db) {
  register_row_sum(db);
  db.exec("DELETE FROM seals");
  for (const auto& table : kTables) db.exec(seal_table_sql(table));
  db.exec("INSERT INTO seals(kind, key, sum) SELECT " + std::to_string(kDefinitions) +
          ", 'schema', " + kDefinitionSum);
}

void keep_seals(Database& db) {
  register_row_sum(db);
  db.set_commit_step(std::make_unique<SealKeeper>(db));
}

std::int64_t check_seals(Database& db, const Broken& broken) {
  register_row_sum(db);
  std::int64_t rows = 0;
  for (const auto& table : kTables) {
    rows += Statement(db, "SELECT count(*) FROM main." + std::string(table.name)).step()->i64(0);
    if (table.is_grouped) {
      check_groups(db, table, broken);
      continue;
    }
    Statement(db, check_of(table)).each([&](const Row& row) {
      broken({&table, std::string(row.text(0)), kWhat[static_cast<std::size_t>(row.i64(1))]});
    });
  }
  Statement definitions(db, kDefinitionsFit);
  if (definitions.step()->i64(0) == 0) broken({nullptr, "schema", kWhat[0]});
  return rows;
}

}  // namespace trace::store
