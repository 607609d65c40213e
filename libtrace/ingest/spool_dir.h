// Where spool files lie: the places that are tried one after the other, and one such folder with
// the checks that keep foreign files out. Everything in a folder is reached through its open
// descriptor, so that nobody can swap it on the way. Not for what the files hold (spool_file.h).
// An object belongs to one thread.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::ingest {

// Name the folders for the store at `db_path`, best first: `given` (when there is one), <db>.spool,
// one in the runtime folder (when there is one), one below /var/tmp.
std::vector<std::string> spool_places(const std::string& db_path, const std::string& given,
                                      const std::string& runtime_folder);

// Spell the path of a store the same way wherever it was named from.
std::string store_identity(const std::string& db_path);

// A spool file by name; names sort by the time at which they were made.
struct SpoolEntry {
  std::string name;
  std::int64_t bytes = 0;
};

class SpoolDir {
 public:
  // Open a folder that is there, ours and writable by nobody else; nothing otherwise.
  static std::optional<SpoolDir> find(const std::string& path);
  // The same, but make it (0700) when it is not there. Throws Failure.
  static SpoolDir make(const std::string& path);

  const std::string& path() const noexcept { return path_; }
  // The spool files that hold something, are regular, ours and have one name only, oldest first.
  // Throws Failure io.
  std::vector<SpoolEntry> files() const;
  // Bytes of all of them.
  std::int64_t bytes() const;

  // Make a new file (0600) and lock it. Throws Failure.
  base::Fd create(const std::string& name) const;
  // Open and lock a spool file; empty when it is gone, not ours, or locked by its live writer.
  base::Fd take(const std::string& name) const;
  // Lock the file of that name, made when missing; empty when somebody holds it. Throws Failure.
  base::Fd lock(const std::string& name) const;
  // Remove a file, durably. Throws Failure.
  void remove(const std::string& name) const;
  // Remove a file of which nothing was promised.
  void discard(const std::string& name) const noexcept;
  // Move a file to the folder `quarantine` below this one, durably. Throws Failure.
  void set_aside(const std::string& name) const;
  // Make changes of names durable. Throws Failure.
  void sync() const;

 private:
  SpoolDir(std::string path, base::Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  [[noreturn]] void refuse(const char* what, const std::string& name) const;

  std::string path_;
  base::Fd fd_;
};

// Sum up what waits in the folders.
struct SpoolWaiting {
  std::int64_t files = 0, bytes = 0;
};
SpoolWaiting count_waiting(const std::vector<std::string>& places);

}  // namespace trace::ingest
