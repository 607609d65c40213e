#include "store/archives.h"

#include "store/archiver.h"
#include "store/schema.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace trace::store {
namespace {

namespace fs = std::filesystem;

// 2026-03.db, or 2026-03-laptop.db of another store.
bool is_named_as_month(const std::string& name) {
  constexpr std::string_view kPattern = "dddd-dd";
  if (name.size() < kPattern.size() || !name.ends_with(".db")) return false;
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool is_digit = name[i] >= '0' && name[i] <= '9';
    if (kPattern[i] == 'd' ? !is_digit : name[i] != kPattern[i]) return false;
  }
  return true;
}

std::string ids_of(Database& archive, const std::vector<std::string>& uids) {
  Statement find(archive, "SELECT id FROM traces WHERE uid = ?1");
  std::string ids;
  for (const auto& uid : uids)
    find.with(uid).each(
        [&](const Row& row) { ids += (ids.empty() ? "" : ",") + std::to_string(row.i64(0)); });
  return ids;
}

// Traces that the store shows are not there for readers of the archive; its sums, which count
// them, neither.
void hide(Database& archive, const std::string& ids) {
  const std::string shown = " NOT IN (" + ids + ")";
  const std::array<std::string, 6> views{
      "traces AS SELECT * FROM main.traces WHERE id" + shown,
      "events AS SELECT * FROM main.events WHERE trace" + shown,
      "requests AS SELECT * FROM main.requests WHERE trace IS NULL OR trace" + shown,
      "contents AS SELECT c.* FROM main.contents c JOIN main.requests r ON r.id = c.request WHERE "
      "r.trace IS NULL OR r.trace" +
          shown,
      "usage_segments AS SELECT * FROM main.usage_segments WHERE 0",
      "meta AS SELECT * FROM main.meta WHERE k NOT GLOB 'rollup_*'"};
  archive.exec("PRAGMA query_only=0");  // it forbids temporary views, too
  for (const auto& view : views) archive.exec("CREATE TEMP VIEW " + view);
  archive.exec("PRAGMA query_only=1");
}

bool is_same_store(Database& archive, Database& db) {
  constexpr const char* kId = "SELECT v FROM meta WHERE k = 'db_uuid'";
  Statement one(archive, kId), other(db, kId);
  const auto a = one.step(), b = other.step();
  return a && b && a->text(0) == b->text(0);
}

}  // namespace

Archives::Archives(Database& db, const std::string& folder) : db_(db) {
  for (auto& month : ArchiveIndex(db).months()) {
    std::string path = folder.empty() ? month.name + ".db" : archive_path(folder, month.name);
    entries_.push_back({.month = std::move(month), .path = std::move(path)});
  }
  if (!folder.empty()) add_files_of(folder);
}

void Archives::add_files_of(const std::string& folder) {
  std::vector<std::string> others;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename();
    const std::string path = folder + "/" + name;
    const bool is_known = std::any_of(entries_.begin(), entries_.end(),
                                      [&](const Entry& known) { return known.path == path; });
    if (is_named_as_month(name) && !is_known) others.push_back(name);
  }
  std::sort(others.rbegin(), others.rend());
  for (const auto& name : others)
    entries_.push_back({.month = {.name = name.substr(0, name.size() - 3)},
                        .path = folder + "/" + name,
                        .is_known = false});
}

Place Archives::find(std::string_view month) const {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].is_known && entries_[i].month.name == month) return i;
  return std::nullopt;
}

bool Archives::may_have(std::size_t i, Entity entity, const Filter& filter) const {
  const Entry& entry = entries_[i];
  if (!entry.is_known) return true;
  const TimeSpan& span = entity == Entity::trace ? entry.month.starts : entry.month.rows;
  return (!filter.since || span.last >= *filter.since) &&
         (!filter.until || span.first < *filter.until);
}

Database* Archives::open(std::size_t i) {
  Entry& entry = entries_[i];
  if (!entry.is_tried) open(entry);
  return entry.db ? &*entry.db : nullptr;
}

void Archives::open(Entry& entry) {
  entry.is_tried = true;
  // A file of no more than its first page is just being made: nothing has left the store for it.
  std::error_code trouble;
  constexpr std::uintmax_t kPage = 4096;
  if (!entry.is_known && std::filesystem::file_size(entry.path, trouble) <= kPage && !trouble)
    return;
  try {
    entry.db.emplace(open_for_reading(entry.path));
    const bool is_ours = is_archive_of(*entry.db, db_);
    // What the store does not know of its own archive is in the store, or was taken from both.
    if (!entry.is_known && (is_ours || is_same_store(*entry.db, db_))) return entry.db.reset();
    if (entry.is_known && !is_ours)
      throw base::Failure(base::Errc::corrupt,
                          "cannot use '" + entry.path + "': it is no archive of this store");
    if (!is_ours) return;
    if (const auto ids = ids_of(*entry.db, ArchiveIndex(db_).hidden(entry.month.name));
        !ids.empty())
      hide(*entry.db, ids);
  } catch (const base::Failure& failure) {
    entry.db.reset();
    problems_.push_back(base::Error{failure.code(), failure.what()});
  }
}

Dictionary& Archives::names(std::size_t i) {
  Entry& entry = entries_[i];
  if (!entry.names) entry.names.emplace(*entry.db);
  return *entry.names;
}

std::string archive_folder(Database& db) {
  Statement find(db, "SELECT v FROM settings WHERE k = 'archives'");
  const auto row = find.step();
  return row ? std::string(row->text(0)) : std::string();
}

}  // namespace trace::store
