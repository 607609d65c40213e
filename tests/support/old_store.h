// Stores that older versions of the schema wrote, packed in tests/fixtures.
#pragma once

#include "sources/byte_source.h"
#include "support/sql_values.h"
#include "support/temp_dir.h"

#include "base/fd.h"
#include "store/migrations.h"
#include "store/sqlite.h"

#include <fcntl.h>
#include <fstream>
#include <string>

namespace trace::support {

// Unpack the store of that version into `dir` and return its path. `sources`: where the project is.
inline std::string unpack_old_store(const std::string& sources, const TempDir& dir, int version) {
  const std::string packed =
      sources + "/tests/fixtures/store_v" + std::to_string(version) + ".db.zst";
  trace::sources::ByteSource source(base::open_file(packed, O_RDONLY), packed);
  const std::string path = dir / ("old" + std::to_string(version) + ".db");
  std::ofstream out(path, std::ios::binary);
  for (auto piece = source.next(); !piece.empty(); piece = source.next()) out << piece;
  return path;
}

// Every value of every table that version 1 had, whatever the version is now.
inline std::string contents(store::Database& db) {
  std::string out;
  for (const char* sql :
       {"SELECT format('%s %s %s %s %s %s %s', id, uid, title, status, started_at, ended_at, "
        "event_count) || hex(chain_head) FROM traces ORDER BY id",
        "SELECT format('%s %s %s %s %s %s %s', id, trace, seq, at, type, flags, h) || hex(uid) || "
        "hex(payload) FROM events ORDER BY id",
        "SELECT format('%s %s %s %s %s %s %s %s', id, uid, trace, at, input_tokens, "
        "cache_read_tokens, output_tokens, cost_nusd) FROM requests ORDER BY id",
        "SELECT format('%s %s %s', request, prompt, completion) FROM contents ORDER BY request",
        "SELECT format('%s %s %s %s', uid, kind, bytes, frames) FROM inputs ORDER BY id",
        "SELECT format('%s %s %s', id, kind, name) FROM dict ORDER BY id",
        "SELECT format('%s %s', total_tokens_used, total_requests) FROM tokens"})
    out += column(db, sql) + "\n";
  return out;
}

// Unpack the store of version 1 and bring it to that version, as a writer of then would have.
inline std::string store_of_version(const std::string& sources, const TempDir& dir, int version) {
  const std::string path = unpack_old_store(sources, dir, 1);
  auto db = store::Database::open(path, store::Access::read_write);
  for (const auto& migration : store::migrations())
    if (migration.to <= version) {
      store::Transaction tx(db);
      db.exec(migration.sql);
      db.exec("PRAGMA user_version=" + std::to_string(migration.to));
      tx.commit();
    }
  return path;
}

}  // namespace trace::support
