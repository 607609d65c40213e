#include "store/archiver.h"

#include "base/error.h"
#include "base/fd.h"
#include "store/packer.h"
#include "store/schema.h"
#include "store/snapshot.h"
#include "store/space.h"
#include "store/trace_copy.h"

#include <sqlite3.h>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace trace::store {
namespace {

constexpr const char* kOwner = "SELECT v FROM meta WHERE k = 'archive_of'";

std::string text_of(Database& db, const char* sql) {
  Statement find(db, sql);
  const auto row = find.step();
  return row ? std::string(row->text(0)) : std::string();
}

std::string id_of(Database& db) { return text_of(db, "SELECT v FROM meta WHERE k = 'db_uuid'"); }

std::optional<std::int64_t> row_of(Database& db, std::string_view uid) {
  Statement find(db, "SELECT id FROM traces WHERE uid = ?1");
  const auto row = find.with(uid).step();
  if (!row) return std::nullopt;
  return row->i64(0);
}

[[noreturn]] void refuse_other_store(const std::string& path) {
  throw base::Failure(base::Errc::corrupt,
                      "'" + path +
                          "' is no archive of this store; its traces come in with: trace-export "
                          "--db FILE --all -o jsonl | trace-record --format native");
}

// Rows with numbers that were there before come again: what was counted or indexed by number is
// looked at once more.
void note_return(Database& db, const std::vector<std::int64_t>& traces) {
  Statement quarters(db,
                     "INSERT OR IGNORE INTO usage_stale SELECT DISTINCT (at - (at % 900000000 + "
                     "900000000) % 900000000) / 900000000 FROM requests WHERE trace = ?1");
  Statement segments(db,
                     "INSERT OR IGNORE INTO usage_changes SELECT id FROM requests WHERE trace = ?1 "
                     "AND id <= (SELECT max(last_id) FROM usage_segments)");
  for (const std::int64_t trace : traces) {
    quarters.with(trace).run();
    segments.with(trace).run();
  }
  db.exec("INSERT INTO meta(k, v) VALUES ('returned', 1) ON CONFLICT(k) DO UPDATE SET v = v + 1");
}

// REQUIRES: a transaction on `db` is open.
void copy_back(Database& db, Database& archive, const std::string& month,
               const std::vector<std::int64_t>& traces) {
  std::vector<std::string> uids;
  Statement uid(archive, "SELECT uid FROM traces WHERE id = ?1");
  for (const std::int64_t trace : traces) {
    uids.emplace_back(uid.with(trace).step()->text(0));
    uid.reset();
  }
  copy_traces(archive, db, traces);
  note_return(db, traces);
  ArchiveIndex index(db);
  for (const auto& one : uids) index.set_back(month, one);
}

// Members of the family that the store does not show already.
std::vector<std::int64_t> absent(Database& db, Database& archive,
                                 const std::vector<std::int64_t>& traces) {
  std::vector<std::int64_t> out;
  Statement uid(archive, "SELECT uid FROM traces WHERE id = ?1");
  for (const std::int64_t trace : traces) {
    if (!row_of(db, uid.with(trace).step()->text(0))) out.push_back(trace);
    uid.reset();
  }
  return out;
}

// A new file is there after a power cut when its folder was written, too.
void keep_name(const std::string& folder) {
  const base::Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0)
    throw base::Failure(base::Errc::io, "cannot write '" + folder + "'");
}

}  // namespace

struct Archiver::Open {
  Open(const std::string& path, std::string name)
      : month(std::move(name)),
        db(open_for_writing(path, Durability::full)),
        lock(path),
        retention(db, lock) {
    retention.finish_interrupted();
  }
  std::string month;
  Database db;
  StoreLock lock;
  Retention retention;
};

std::string archive_path(std::string_view folder, std::string_view month) {
  return std::string(folder) + "/" + std::string(month) + ".db";
}

bool is_archive_of(Database& archive, Database& db) {
  return text_of(archive, kOwner) == id_of(db);
}

std::vector<ArchiveFamily> families_of(Database& db, const std::vector<std::int64_t>& traces,
                                       base::UnixMicros before) {
  const std::set<std::int64_t> may_go(traces.begin(), traces.end());
  std::set<std::int64_t> seen;
  std::vector<ArchiveFamily> families;
  Statement at(db, "SELECT at FROM traces WHERE id = ?1");
  for (const std::int64_t trace : traces) {
    if (seen.contains(trace)) continue;
    ArchiveFamily family{{}, family_of(db, trace)};
    base::UnixMicros first{INT64_MAX};
    bool all_go = true;
    for (const std::int64_t member : family.traces) {
      seen.insert(member);
      all_go = all_go && may_go.contains(member);
      const auto row = at.with(member).step();
      if (row) first = std::min(first, base::UnixMicros{row->i64(0)});
      at.reset();
    }
    if (!all_go || end_of_month(first) > before) continue;
    family.month = month_of(first);
    families.push_back(std::move(family));
  }
  std::stable_sort(families.begin(), families.end(),
                   [](const auto& a, const auto& b) { return a.month < b.month; });
  return families;
}

Archiver::Archiver(Database& db, StoreLock& lock, std::string folder)
    : db_(db), index_(db), writer_(db, lock), retention_(db, lock), folder_(std::move(folder)) {
  retention_.finish_interrupted();
}

Archiver::~Archiver() = default;

Archiver::Open& Archiver::archive(const std::string& month, base::UnixMicros now) {
  if (open_ && open_->month == month) return *open_;
  close(now);
  const auto path = archive_path(folder_, month);
  open_ = std::make_unique<Open>(path, month);
  const auto owner = text_of(open_->db, kOwner);
  if (owner == id_of(db_)) return *open_;
  const bool is_new =
      owner.empty() && Statement(open_->db, "SELECT count(*) FROM traces").step()->i64(0) == 0;
  if (!is_new) {
    open_.reset();
    refuse_other_store(path);
  }
  const StoreLock::Guard guard(open_->lock, PacedWriter::kPatience);
  Transaction transaction(open_->db);
  Statement(open_->db, "INSERT INTO meta(k, v) VALUES ('archive_of', ?1), ('archive_month', ?2)")
      .with(id_of(db_), month)
      .run();
  transaction.commit();
  keep_name(folder_);
  return *open_;
}

void Archiver::close(base::UnixMicros now) {
  if (!open_) return;
  Packer packer(open_->db);
  if (const auto scope = packer.choose(now); !scope.traces.empty() || !scope.requests.empty()) {
    packer.pack(scope, now, open_->lock);
    empty_log(open_->db, open_->lock);
  }
  close();
}

void Archiver::close() {
  if (!open_) return;
  {
    const StoreLock::Guard guard(open_->lock, PacedWriter::kPatience);
    leave_one_file(open_->db);
  }
  open_.reset();
}

void leave_one_file(Database& archive) {
  try {
    int keep = 0;
    sqlite3_file_control(archive.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    archive.exec("PRAGMA journal_mode=DELETE");
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::busy) throw;  // somebody reads it: it stays as it is
  }
}

void Archiver::drop(Open& open, std::string_view uid) {
  const auto trace = row_of(open.db, uid);
  if (!trace) return;
  std::vector<std::int64_t> one{*trace};
  open.retention.remove_together(one, {"moved", {0}}, [] { return true; });
  const StoreLock::Guard guard(open.lock, PacedWriter::kPatience);
  Transaction transaction(open.db);
  Statement(open.db, "DELETE FROM pruned WHERE uid = ?1").with(uid).run();
  transaction.commit();
}

// A trace that was begun anew while its archive was away has another number: then both stay.
void Archiver::clear_hidden(base::UnixMicros now) {
  for (const auto& month : index_.months_with_hidden()) {
    if (!std::filesystem::exists(archive_path(folder_, month))) continue;
    Open& open = archive(month, now);
    for (const auto& uid : index_.hidden(month)) {
      const auto here = row_of(db_, uid), there = row_of(open.db, uid);
      if (here && there && here != there) continue;
      drop(open, uid);
      writer_.once([&] {
        index_.set_dropped(month, uid);
        return true;
      });
    }
  }
}

std::vector<std::string> Archiver::uids_of(const std::vector<std::int64_t>& traces) {
  std::vector<std::string> uids;
  Statement uid(db_, "SELECT uid FROM traces WHERE id = ?1");
  for (const std::int64_t trace : traces) {
    if (const auto row = uid.with(trace).step()) uids.emplace_back(row->text(0));
    uid.reset();
  }
  return uids;
}

std::string Archiver::copy(const ArchiveFamily& family, Open& open) {
  const Snapshot snapshot(db_);
  const std::int64_t next_id =
      Statement(db_, "SELECT v FROM meta WHERE k = 'next_id'").step()->i64(0);
  {
    const StoreLock::Guard guard(open.lock, PacedWriter::kPatience);
    Transaction transaction(open.db);
    copy_traces(db_, open.db, family.traces);
    note_return(open.db, family.traces);
    Statement(open.db, "UPDATE meta SET v = max(v, ?1) WHERE k = 'next_id'").with(next_id).run();
    transaction.commit();
  }
  auto written = open_for_reading(open.db.path());
  for (const std::int64_t trace : family.traces)
    if (const auto row = difference_of(db_, written, trace); !row.empty())
      return row + " is not in the archive as it is in the store";
  return {};
}

std::string Archiver::move(const ArchiveFamily& family, base::UnixMicros now) {
  Open& open = archive(family.month, now);
  const auto uids = uids_of(family.traces);
  if (uids.size() != family.traces.size()) return "it is gone";
  for (const auto& uid : uids)
    if (row_of(open.db, uid)) return "it stands in the archive already";
  writer_.once([&] {
    index_.set_leaving(family.month, uids);
    return true;
  });
  std::string prints;
  for (const std::int64_t trace : family.traces) prints += print_of(db_, trace);
  if (auto why = copy(family, open); !why.empty()) return why;
  const PruneReceipt receipt{archive_receipt(family.month), now};
  const bool moved = retention_.remove_together(family.traces, receipt, [&] {
    std::string prints_now;
    for (const std::int64_t trace : family.traces) prints_now += print_of(db_, trace);
    if (prints_now != prints) return false;
    for (const std::int64_t trace : family.traces) index_.set_moved(family.month, trace);
    return true;
  });
  return moved ? std::string() : "it was changed meanwhile";
}

std::int64_t Archiver::bring_back(const std::string& month, base::UnixMicros now) {
  close(now);
  const auto path = archive_path(folder_, month);
  std::int64_t count = 0;
  {
    auto archive = open_for_reading(path);
    if (!is_archive_of(archive, db_)) refuse_other_store(path);
    std::vector<std::int64_t> traces;
    Statement(archive, "SELECT id FROM traces ORDER BY at, uid").each([&](const Row& row) {
      traces.push_back(row.i64(0));
    });
    for (const std::int64_t trace : traces) {
      const auto family = absent(db_, archive, family_of(archive, trace));
      if (family.empty()) continue;
      writer_.once([&] {
        copy_back(db_, archive, month, family);
        return true;
      });
      for (const std::int64_t member : family)
        if (const auto row = difference_of(archive, db_, member); !row.empty())
          throw base::Failure(base::Errc::corrupt,
                              row + " did not come back from '" + path + "' as it was");
      count += static_cast<std::int64_t>(family.size());
    }
  }
  clear_hidden(now);
  auto& left = archive(month, now);
  const bool is_empty = Statement(left.db, "SELECT count(*) FROM traces").step()->i64(0) == 0;
  close();
  if (is_empty)
    for (const char* end : {"", "-wal", "-shm", ".lock", ".search", ".reserve"})
      std::filesystem::remove(path + end);
  return count;
}

bool bring_back_family(Database& db, std::string_view uid) {
  ArchiveIndex index(db);
  const auto month = index.month_holding(uid);
  if (month.empty()) return false;
  Statement folder(db, "SELECT v FROM settings WHERE k = 'archives'");
  const auto row = folder.step();
  const auto path = archive_path(row ? row->text(0) : std::string_view("."), month);
  folder.reset();
  if (!std::filesystem::exists(path)) {
    index.set_back(month, uid);
    return false;
  }
  auto archive = open_for_reading(path);
  const Snapshot snapshot(archive);
  const auto trace = row_of(archive, uid);
  if (!trace || !is_archive_of(archive, db)) {
    index.set_back(month, uid);
    return false;
  }
  copy_back(db, archive, month, absent(db, archive, family_of(archive, *trace)));
  return true;
}

}  // namespace trace::store
