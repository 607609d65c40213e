// Reads blobs of one column, one after the other, straight from their pages: less than half the
// time of a statement. Belongs to the thread of the Database. REQUIRES: a read transaction that
// lasts as long.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <memory>
#include <string>

struct sqlite3_blob;

namespace trace::store {

class BlobReader {
 public:
  // All must outlive this.
  BlobReader(Database& db, const char* table, const char* column)
      : db_(db), table_(table), column_(column) {}
  // Put the blob of a row into `bytes`. Returns false when there is no such row. Throws Failure.
  bool read(std::int64_t row, std::string& bytes);

 private:
  struct Close {
    void operator()(sqlite3_blob* blob) const noexcept;
  };
  Database& db_;
  const char* table_;
  const char* column_;
  std::unique_ptr<sqlite3_blob, Close> blob_;
};

}  // namespace trace::store
