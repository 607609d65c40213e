// The archives that are read with a store: those it knows of, and other files of months in the
// folder. Each is opened when it is first asked for. One that cannot be opened is noted, and what
// the rest say is shown. Belongs to the thread of the Database.
#pragma once

#include "base/error.h"
#include "store/archive_index.h"
#include "store/dictionary.h"
#include "store/fields.h"
#include "store/filter.h"
#include "store/sqlite.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

// The store, or one of its archives by its number.
using Place = std::optional<std::size_t>;

class Archives {
 public:
  // `db` is the store and must outlive this. Without a folder there is nothing to read, unless the
  // store knows of archives.
  Archives(Database& db, const std::string& folder);

  std::size_t size() const noexcept { return entries_.size(); }
  const std::string& path(std::size_t i) const { return entries_[i].path; }
  const ArchiveMonth& month(std::size_t i) const { return entries_[i].month; }
  // The store knows what is in it; the rest has to be opened to be known.
  bool is_known(std::size_t i) const { return entries_[i].is_known; }
  // The archive of a month that the store knows.
  Place find(std::string_view month) const;
  // Whether rows of the filter's times may be in it.
  bool may_have(std::size_t i, Entity entity, const Filter& filter) const;

  // Open it, or return the open one; null when it cannot be had, which problems() says.
  Database* open(std::size_t i);
  // The names in a place. REQUIRES: it is open.
  Dictionary& names(std::size_t i);
  // Why archives that were asked for are not read.
  const std::vector<base::Error>& problems() const noexcept { return problems_; }

 private:
  struct Entry {
    ArchiveMonth month;
    std::string path;
    bool is_known = true, is_tried = false;
    std::optional<Database> db = {};
    std::optional<Dictionary> names = {};
  };
  void add_files_of(const std::string& folder);
  void open(Entry& entry);

  Database& db_;
  std::vector<Entry> entries_;
  std::vector<base::Error> problems_;
};

// The folder of archives that the store's setting names, or nothing.
std::string archive_folder(Database& db);

}  // namespace trace::store
