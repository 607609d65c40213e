// Stores that older versions of the schema wrote, packed in tests/fixtures.
#pragma once

#include "sources/byte_source.h"
#include "support/temp_dir.h"

#include "base/fd.h"

#include <fcntl.h>
#include <fstream>
#include <string>

namespace trace::support {

// Unpack the store of that version into `dir` and return its path. `sources`: where the project is.
inline std::string unpack_old_store(const std::string& sources, const TempDir& dir, int version) {
  const std::string packed =
      sources + "/tests/fixtures/store_v" + std::to_string(version) + ".db.zst";
  trace::sources::ByteSource source(base::open_file(packed, O_RDONLY), packed);
  const std::string path = dir / ("old" + std::to_string(version) + ".db");
  std::ofstream out(path, std::ios::binary);
  for (auto piece = source.next(); !piece.empty(); piece = source.next()) out << piece;
  return path;
}

}  // namespace trace::support
