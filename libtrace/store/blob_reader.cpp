#include "store/blob_reader.h"

#include <sqlite3.h>

namespace trace::store {

void BlobReader::Close::operator()(sqlite3_blob* blob) const noexcept { sqlite3_blob_close(blob); }

bool BlobReader::read(std::int64_t row, std::string& bytes) {
  int code = SQLITE_OK;
  if (blob_ != nullptr) {
    code = sqlite3_blob_reopen(blob_.get(), row);
  } else {
    sqlite3_blob* raw = nullptr;
    code = sqlite3_blob_open(db_.handle(), "main", table_, column_, row, 0, &raw);
    blob_.reset(raw);
  }
  if (code != SQLITE_OK) blob_.reset();  // it cannot be used again
  if (code == SQLITE_ERROR) return false;
  if (code != SQLITE_OK) throw_sqlite(db_.handle(), code, "");
  bytes.resize(static_cast<std::size_t>(sqlite3_blob_bytes(blob_.get())));
  code = sqlite3_blob_read(blob_.get(), bytes.data(), static_cast<int>(bytes.size()), 0);
  if (code != SQLITE_OK) throw_sqlite(db_.handle(), code, "");
  return true;
}

}  // namespace trace::store
