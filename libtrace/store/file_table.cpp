#include "store/file_table.h"

#include "digest/blake2b.h"

#include <cstring>

namespace trace::store {
namespace {

// Numbers of devices and inodes use all 64 bits.
std::int64_t as_signed(std::uint64_t v) { return static_cast<std::int64_t>(v); }
std::uint64_t as_unsigned(std::int64_t v) { return static_cast<std::uint64_t>(v); }

}  // namespace

FileTable::FileTable(Database& db)
    : put_(db,
           "INSERT INTO files(dev, inode, size, mtime, head, head_size, input, trace, dialect) "
           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(dev, inode) DO UPDATE SET size "
           "= excluded.size, mtime = excluded.mtime, head = excluded.head, head_size = "
           "excluded.head_size, input = excluded.input, trace = excluded.trace, dialect = "
           "excluded.dialect") {}

void FileTable::apply(const ingest::FileChange& c) {
  put_.with(as_signed(c.dev), as_signed(c.inode), as_signed(c.size), c.mtime.v,
            Blob{digest::bytes_of(c.head)}, as_signed(c.head_size), c.input, c.trace, c.dialect)
      .run();
}

KnownFiles::KnownFiles(Database& db)
    : find_(db,
            "SELECT size, mtime, head, head_size, input, trace, dialect FROM files WHERE dev = ?1 "
            "AND inode = ?2"),
      input_(db, "SELECT 1 FROM inputs WHERE uid = ?1") {}

std::optional<ingest::FileChange> KnownFiles::find(std::uint64_t dev, std::uint64_t inode) {
  const auto row = find_.with(as_signed(dev), as_signed(inode)).step();
  std::optional<ingest::FileChange> found;
  if (row) {
    auto& file = found.emplace();
    file.dev = dev;
    file.inode = inode;
    file.size = as_unsigned(row->i64(0));
    file.mtime = {row->i64(1)};
    const auto head = row->text(2);
    if (head.size() == file.head.size()) std::memcpy(file.head.data(), head.data(), head.size());
    file.head_size = as_unsigned(row->i64(3));
    file.input = row->text(4);
    file.trace = row->text(5);
    file.dialect = row->text(6);
  }
  find_.reset();
  return found;
}

bool KnownFiles::has_input(const std::string& uid) {
  const bool has = input_.with(uid).step().has_value();
  input_.reset();
  return has;
}

}  // namespace trace::store
