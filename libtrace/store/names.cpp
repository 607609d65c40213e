#include "store/names.h"

namespace trace::store {
namespace {
constexpr std::size_t kMaxCached = 10'000;  // a stream of ever new names must not fill the memory
}

Names::Names(Database& db)
    : find_(db, "SELECT id FROM dict WHERE kind = ?1 AND name = ?2"),
      insert_(db, "INSERT INTO dict(kind, name) VALUES (?1, ?2) RETURNING id") {}

std::int64_t Names::id(NameKind kind, std::string_view name) {
  std::string key(1, static_cast<char>(kind));
  key += name;
  if (const auto it = cache_.find(key); it != cache_.end()) return it->second;
  const auto number = static_cast<std::int64_t>(kind);
  auto row = find_.with(number, name).step();
  std::int64_t found = 0;
  if (row) {
    found = row->i64(0);
  } else {
    found = insert_.with(number, name).step()->i64(0);
    insert_.reset();
  }
  find_.reset();
  if (cache_.size() >= kMaxCached) cache_.clear();
  cache_.emplace(std::move(key), found);
  return found;
}

std::optional<std::int64_t> Names::maybe_id(NameKind kind, std::string_view name) {
  if (name.empty()) return std::nullopt;
  return id(kind, name);
}

}  // namespace trace::store
