// Moves traces that ended into archives, one store a month, and back. A trace is copied, compared
// row by row with what is in the file, and only then taken from the store, in small transactions
// beside running recorders; whoever is killed leaves every trace shown once, and the next run goes
// on. Numbers of rows stay what they are. Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/archive_index.h"
#include "store/lock.h"
#include "store/retention.h"
#include "store/sqlite.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// Traces that cannot be told apart (trace_copy.h), and the month in which the first of them began.
struct ArchiveFamily {
  std::string month;
  std::vector<std::int64_t> traces;
};

// Group traces; a family of which not all are among them stays, and so does one of a month that
// has not ended by then. In order of month.
std::vector<ArchiveFamily> families_of(Database& db, const std::vector<std::int64_t>& traces,
                                       base::UnixMicros before);

// The file of a month in a folder.
std::string archive_path(std::string_view folder, std::string_view month);

// Tell whether an archive is of this store: else its rows have numbers of their own.
bool is_archive_of(Database& archive, Database& db);

class Archiver {
 public:
  // `db` is open for writing; both must outlive this.
  Archiver(Database& db, StoreLock& lock, std::string folder);
  ~Archiver();

  // Take out of the archives what is shown in the store: those that were on their way when a run
  // was killed, and those that came back.
  void clear_hidden(base::UnixMicros now);
  // Move a family. Return why it stays, or nothing.
  std::string move(const ArchiveFamily& family, base::UnixMicros now);
  // Bring back all that is in a month alone, and remove its file. Return the number of traces.
  // Throws Failure: not_found, corrupt (it is not of this store).
  std::int64_t bring_back(const std::string& month, base::UnixMicros now);
  // Pack what came into the archive that is open, and make it one file, without a log beside it.
  // Throws Failure.
  void close(base::UnixMicros now);

 private:
  struct Open;
  Open& archive(const std::string& month, base::UnixMicros now);
  void close();
  void drop(Open& open, std::string_view uid);
  std::string copy(const ArchiveFamily& family, Open& open);
  std::vector<std::string> uids_of(const std::vector<std::int64_t>& traces);

  Database& db_;
  ArchiveIndex index_;
  PacedWriter writer_;
  Retention retention_;
  std::string folder_;
  std::unique_ptr<Open> open_;
};

// Make an archive that nobody reads one file, without a log beside it. REQUIRES: no transaction.
void leave_one_file(Database& archive);

// Bring back the family of a trace that is in an archive alone, because something new of it has
// come. False: there is no such trace. When its archive is away it is noted as begun anew.
// REQUIRES: `db` is in a transaction. Throws Failure.
bool bring_back_family(Database& db, std::string_view uid);

}  // namespace trace::store
