#include "search/index.h"
#include "search/words.h"

#include "base/error.h"
#include "store/word_table.h"

#include <filesystem>

namespace trace::search {
namespace {

using store::Access;
using store::Database;
using store::Row;
using store::Statement;

// The index, when there is one.
std::optional<Database> open_index(const std::string& store_path) {
  const std::string path = store_path + ".search";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  auto index = Database::open(path, Access::read_write);
  store::register_words(index, [](std::string_view text, bool is_query, const auto& out) {
    each_word(text, is_query, out);
  });
  return index;
}

}  // namespace

std::optional<std::string> damage_of_index(const std::string& store_path) {
  try {
    auto index = open_index(store_path);
    if (!index) return std::nullopt;
    std::optional<std::string> damage;
    Statement(*index, "PRAGMA quick_check").each([&](const Row& row) {
      if (row.text(0) != "ok" && !damage) damage = row.text(0);
    });
    if (damage) return damage;
    // Without the 1 only the structure is checked (sqlite.org/fts5.html §6.4).
    index->exec(
        "INSERT INTO events(events, rank) VALUES ('integrity-check', 1); INSERT INTO said(said, "
        "rank) VALUES ('integrity-check', 1)");
    return std::nullopt;
  } catch (const base::Failure& failure) {
    if (failure.code() == base::Errc::corrupt) return failure.what();
    return std::nullopt;
  }
}

std::optional<std::int64_t> events_not_indexed(Database& db) {
  try {
    auto index = open_index(db.path());
    if (!index) return std::nullopt;
    Statement mark(*index, "SELECT v FROM meta WHERE k = 'events'");
    const auto row = mark.step();
    const std::int64_t last = row ? row->i64(0) : 0;
    return Statement(db, "SELECT count(*) FROM events WHERE id > ?1").with(last).step()->i64(0);
  } catch (const base::Failure&) {
    return std::nullopt;
  }
}

}  // namespace trace::search
