// Packed bytes of a store, unpacked: the last blocks that were decoded are kept, so that what lies
// side by side is decoded once. Used through payload.h. Belongs to the thread of its connection.
#pragma once

#include "store/block_codec.h"
#include "store/block_slice.h"

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>

struct sqlite3;

namespace trace::store {

class BlockReader {
 public:
  // Decoded bytes that are kept at most; one block that is larger is kept alone.
  static constexpr std::size_t kMostKept = 2 * 1024 * 1024;

  // `db` must outlive this.
  explicit BlockReader(sqlite3* db) : db_(db) {}
  // Return a block; valid until the next call. Throws Failure corrupt when it is damaged or gone.
  std::string_view block(std::int64_t id);
  // Return the bytes of a slice; valid until the next call. Throws likewise.
  std::string_view bytes(const Slice& slice);

 private:
  struct Kept {
    std::int64_t id = 0;
    std::string bytes;
  };
  std::string load(std::int64_t id);
  BlockDecoder& decoder(std::int64_t dictionary);

  sqlite3* db_;
  std::list<Kept> kept_;  // the last one that was asked for first
  std::size_t kept_bytes_ = 0;
  std::map<std::int64_t, BlockDecoder> decoders_;
  std::string cooked_;
};

}  // namespace trace::store
