// Files that were imported, as they were when they were read to their end: found by device and
// inode, so that a file that is still the same is not read again. Works inside the writer's
// transaction, or on a reader's Database; an object belongs to one of them and its thread.
#pragma once

#include "ingest/batch.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>

namespace trace::store {

class FileTable {
 public:
  explicit FileTable(Database& db);
  void apply(const ingest::FileChange& change);

 private:
  Statement put_;
};

class KnownFiles {
 public:
  explicit KnownFiles(Database& db);
  // What is known of the file; nothing when it was never read to its end.
  std::optional<ingest::FileChange> find(std::uint64_t dev, std::uint64_t inode);
  // Tell whether an input still has lines in the store.
  bool has_input(const std::string& uid);

 private:
  Statement find_, input_;
};

}  // namespace trace::store
