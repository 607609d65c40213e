#include "integrity/file_checks.h"

#include "search/index.h"

#include "base/error.h"
#include "ingest/spool_dir.h"
#include "ingest/spool_file.h"
#include "store/seals.h"

namespace trace::integrity {
namespace {

using store::Row;
using store::Statement;

std::int64_t number(store::Database& db, const char* sql) {
  Statement statement(db, sql);
  const auto row = statement.step();
  return row ? row->i64(0) : 0;
}

std::int64_t check_spool_file(const ingest::SpoolDir& dir, const std::string& name,
                              const DamageOut& out) {
  auto fd = dir.take(name);
  if (!fd) return 0;  // its recorder writes it
  const std::string path = dir.path() + "/" + name;
  ingest::SpoolReader reader(std::move(fd));
  if (!reader.has_header()) {
    out({"spool", "", {}, {}, "'" + path + "' is no spool file, or its head is damaged"});
    return 0;
  }
  std::int64_t records = 0;
  while (reader.next()) ++records;
  if (reader.damaged() > 0)
    out({"spool",
         "",
         {},
         {},
         "'" + path + "' has damaged records: " + std::to_string(reader.damaged())});
  return records;
}

}  // namespace

std::int64_t check_pages(store::Database& db, const DamageOut& out) {
  Statement(db, "PRAGMA integrity_check").each([&](const Row& row) {
    if (row.text(0) != "ok") out({"pages", "", {}, {}, std::string(row.text(0))});
  });
  return number(db, "PRAGMA page_count");
}

std::int64_t check_rows(store::Database& db, const DamageOut& out) {
  const auto broken = [&](const store::BrokenSeal& seal) {
    const std::string which = seal.table == nullptr
                                  ? "the definition of tables and views"
                                  : std::string(seal.table->name) + " " + seal.key;
    out({"rows", "", {}, {}, which + " " + std::string(seal.what)});
  };
  const std::int64_t rows = store::check_seals(db, broken);
  Statement(db,
            "SELECT e.id, e.seq, t.uid FROM events e LEFT JOIN traces t ON t.id = e.trace WHERE "
            "e.carrier IS NOT NULL AND t.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events c "
            "WHERE c.id = e.carrier)")
      .each([&](const Row& row) {
        out({"rows", std::string(row.text(2)), row.maybe_i64(1), row.i64(0),
             "the line that it lies in is missing"});
      });
  return rows;
}

std::int64_t check_spool(const std::vector<std::string>& places, const DamageOut& out) {
  std::int64_t records = 0;
  for (const auto& place : places) {
    const auto dir = ingest::SpoolDir::find(place);
    if (!dir) continue;
    for (const auto& entry : dir->files()) records += check_spool_file(*dir, entry.name, out);
  }
  return records;
}

void check_index(const std::string& store_path, const DamageOut& out) {
  if (const auto what = search::damage_of_index(store_path))
    out({"index", "", {}, {}, "the search index is damaged: " + *what + "; it may be removed"});
}

}  // namespace trace::integrity
