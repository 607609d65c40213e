// Seals the rows that a connection writes (seals.h): notes which rows change, whoever changes them
// (cascades and triggers, too), and sums them up before the transaction is committed. Belongs to
// the thread of the Database that owns it.
#pragma once

#include "store/seals.h"
#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_value;

namespace trace::store {

class SealKeeper final : public CommitStep {
 public:
  // Watch `db` from now on.
  explicit SealKeeper(Database& db);
  void before_commit(Database& db) override;
  void after_rollback() noexcept override;

 private:
  using Part = std::variant<std::monostate, std::int64_t, std::string>;
  using Key = std::array<Part, 3>;  // as many as the table's key has
  struct Table {
    const SealedTable* sealed = nullptr;
    std::size_t parts = 1;
    std::vector<std::int64_t> numbers;  // keys that changed, where they are row numbers
    std::set<Key> keys;                 // and where they are not
    std::unique_ptr<Statement> seal, unseal, seal_span, unseal_span;
  };
  // A row that is about to change.
  struct Change {
    sqlite3* db;
    int operation;
    const char* schema;
    const char* table;
    std::int64_t old_id, new_id;
  };
  void on_change(const Change& change);
  Table* find(const char* name) noexcept;
  static void note(Table& table, const Change& change);
  static void seal(Table& table, const Key& key);
  static void seal_numbers(Database& db, Table& table);

  std::vector<Table> tables_;
  Table* last_ = nullptr;  // that was found, in tables_
  bool has_changes_ = false;
};

}  // namespace trace::store
