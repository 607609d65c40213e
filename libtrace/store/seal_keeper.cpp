#include "store/seal_keeper.h"

#include "store/row_sum.h"

// Debian's SQLite is built with it; the header shows it only when asked.
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace trace::store {
namespace {

// Rows from which on they are sealed as a span, and how thin that may be.
constexpr std::int64_t kFew = 8, kSpread = 8;

bool is_within(std::string_view list, std::size_t& parts) {
  parts = 1 + static_cast<std::size_t>(std::count(list.begin(), list.end(), ','));
  return parts <= 3;
}

}  // namespace

SealKeeper::SealKeeper(Database& db) {
  for (const auto& sealed : sealed_tables()) {
    Table table;
    table.sealed = &sealed;
    if (!is_within(sealed.key, table.parts))
      throw base::Failure(base::Errc::internal, "a sealed table has too long a key");
    tables_.push_back(std::move(table));
  }
  sqlite3_preupdate_hook(
      db.handle(),
      [](void* self, sqlite3* handle, int operation, const char* schema, const char* name,
         sqlite3_int64 old_id, sqlite3_int64 new_id) {
        static_cast<SealKeeper*>(self)->on_change(
            {handle, operation, schema, name, old_id, new_id});
      },
      this);
}

// Rows of one table come one after the other.
SealKeeper::Table* SealKeeper::find(const char* name) noexcept {
  const auto is_it = [name](const Table& table) {
    return std::strcmp(table.sealed->name, name) == 0;
  };
  if (last_ != nullptr && is_it(*last_)) return last_;
  const auto found = std::find_if(tables_.begin(), tables_.end(), is_it);
  last_ = found == tables_.end() ? nullptr : &*found;
  return last_;
}

void SealKeeper::on_change(const Change& change) {
  if (std::strcmp(change.table, "events") == 0 || std::strcmp(change.schema, "main") != 0) return;
  auto* found = find(change.table);
  if (found == nullptr) return;
  has_changes_ = true;
  note(*found, change);
}

void SealKeeper::note(Table& table, const Change& change) {
  const auto key_by = [&](int (*value_of)(sqlite3*, int, sqlite3_value**)) {
    Key key;
    for (std::size_t i = 0; i < table.parts; ++i) {
      sqlite3_value* value = nullptr;
      if (value_of(change.db, static_cast<int>(i), &value) != SQLITE_OK) continue;
      if (sqlite3_value_type(value) == SQLITE_INTEGER)
        key[i] = sqlite3_value_int64(value);
      else
        key[i] = std::string(reinterpret_cast<const char*>(sqlite3_value_text(value)));
    }
    return key;
  };
  if (table.sealed->is_numbered) {
    const std::int64_t size = table.sealed->is_grouped ? kRowsInGroup : 1;
    const auto add = [&](std::int64_t id) {
      if (table.numbers.empty() || table.numbers.back() != id / size)
        table.numbers.push_back(id / size);
    };
    if (change.operation != SQLITE_INSERT) add(change.old_id);
    if (change.operation != SQLITE_DELETE) add(change.new_id);
    return;
  }
  if (change.operation != SQLITE_INSERT) table.keys.insert(key_by(sqlite3_preupdate_old));
  if (change.operation != SQLITE_DELETE) table.keys.insert(key_by(sqlite3_preupdate_new));
}

void SealKeeper::seal(Table& table, const Key& key) {
  const auto bind = [&](Statement& statement) {
    statement.reset();
    for (std::size_t i = 0; i < table.parts; ++i) {
      const int at = static_cast<int>(i) + 1;
      if (const auto* number = std::get_if<std::int64_t>(&key[i]))
        statement.bind(at, *number);
      else if (const auto* text = std::get_if<std::string>(&key[i]))
        statement.bind(at, *text);
    }
  };
  bind(*table.seal);
  if (table.seal->run() > 0) return;
  bind(*table.unseal);
  table.unseal->run();
}

// Many rows that lie close together are summed up at once.
void SealKeeper::seal_numbers(Database& db, Table& table) {
  auto& numbers = table.numbers;
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const auto count = static_cast<std::int64_t>(numbers.size());
  const bool is_dense = !table.sealed->is_grouped && count > kFew &&
                        numbers.back() - numbers.front() < count * kSpread;
  if (is_dense) {
    if (!table.seal_span) {
      table.seal_span = std::make_unique<Statement>(db, seal_span_sql(*table.sealed));
      table.unseal_span = std::make_unique<Statement>(db, unseal_span_sql(*table.sealed));
    }
    table.unseal_span->with(numbers.front(), numbers.back()).run();
    table.seal_span->with(numbers.front(), numbers.back()).run();
  } else {
    for (const auto number : numbers) seal(table, Key{number});
  }
  numbers.clear();
}

void SealKeeper::before_commit(Database& db) {
  if (!has_changes_) return;
  for (auto& table : tables_) {
    if (table.numbers.empty() && table.keys.empty()) continue;
    if (!table.seal) {
      table.seal = std::make_unique<Statement>(db, seal_row_sql(*table.sealed));
      table.unseal = std::make_unique<Statement>(db, unseal_row_sql(*table.sealed));
    }
    if (!table.numbers.empty()) seal_numbers(db, table);
    for (const auto& key : table.keys) seal(table, key);
    table.keys.clear();
  }
  has_changes_ = false;
}

void SealKeeper::after_rollback() noexcept {
  for (auto& table : tables_) {
    table.numbers.clear();
    table.keys.clear();
  }
  has_changes_ = false;
}

}  // namespace trace::store
