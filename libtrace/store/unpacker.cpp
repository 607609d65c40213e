#include "store/unpacker.h"

#include "store/block_reader.h"
#include "store/paced_writer.h"
#include "store/payload.h"

namespace trace::store {

Unpacker::Unpacker(Database& db, const Finds& finds) : db_(db) {
  if (!has_blocks(db)) return;
  look(finds);
  add_users_of_pieces();
}

void Unpacker::look(const Finds& finds) {
  Statement(db_, "SELECT id, data FROM zdicts").each([&](const Row& row) {
    if (finds(row.text(1))) dictionaries_.insert(row.i64(0));
  });
  BlockReader reader(db_.handle());
  Statement(db_, "SELECT id, coalesce(zdict, 0) FROM blocks ORDER BY id").each([&](const Row& row) {
    if (dictionaries_.contains(row.i64(1)) || finds(reader.block(row.i64(0))))
      blocks_.insert(row.i64(0));
  });
  // Put together of pieces, a row may have what none of them has.
  for (const char* table : {"events", "contents"})
    Statement(db_, "SELECT block, block_off, block_len FROM " + std::string(table) +
                       " WHERE block_len < 0")
        .each([&](const Row& row) {
          if (finds(reader.bytes({row.i64(0), row.i64(1), row.i64(2)}))) blocks_.insert(row.i64(0));
        });
}

void Unpacker::add_users_of_pieces() {
  std::set<std::int64_t> users;
  Statement(db_, "SELECT block, piece FROM block_pieces").each([&](const Row& row) {
    if (blocks_.contains(row.i64(1))) users.insert(row.i64(0));
  });
  blocks_.merge(users);
}

std::vector<std::int64_t> Unpacker::rows_of(const std::string& table, const std::string& id) {
  std::vector<std::int64_t> rows;
  Statement(db_, "SELECT " + id + ", block FROM " + table + " WHERE block IS NOT NULL")
      .each([&](const Row& row) {
        if (blocks_.contains(row.i64(1))) rows.push_back(row.i64(0));
      });
  return rows;
}

std::int64_t Unpacker::put_back(StoreLock& lock) {
  std::int64_t count = 0;
  PacedWriter writer(db_, lock);
  const auto all = [&](std::vector<std::int64_t> rows, const std::string& sql) {
    count += static_cast<std::int64_t>(rows.size());
    Statement one(db_, sql);
    if (rows.empty()) return;
    writer.run([&] {
      one.with(rows.back()).run();
      rows.pop_back();
      return !rows.empty();
    });
  };
  const auto events = rows_of("events", "id");
  all(events,
      "UPDATE traces SET packed = NULL WHERE id = (SELECT trace FROM events WHERE id = ?1)");
  count = 0;
  all(events,
      "UPDATE events SET payload = trace_payload(block, block_off, block_len), block = NULL, "
      "block_off = NULL, block_len = NULL WHERE id = ?1");
  all(rows_of("contents", "request"), unpack_contents() + " WHERE request = ?1");
  all(rows_of("chunks", "rowid"),
      "UPDATE chunks SET data = CAST(trace_payload(block) AS BLOB), block = NULL WHERE rowid = ?1");
  all({dictionaries_.begin(), dictionaries_.end()}, "DELETE FROM zdicts WHERE id = ?1");
  return count - static_cast<std::int64_t>(dictionaries_.size());
}

}  // namespace trace::store
