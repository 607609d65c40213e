// Puts bytes into blocks and lets their rows refer to them, inside a transaction of its user. Equal
// bytes and long texts that occur often are kept once. Choosing what is packed: packer.h. Belongs
// to the thread of its Database.
#pragma once

#include "store/block_codec.h"
#include "store/block_slice.h"
#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace trace::store {

// Row of which table the bytes are.
enum class PackedTable : std::uint8_t { events, contents, chunks };

class BlockWriter {
 public:
  // Bytes in a block, unless one row has more; from which length on a text may be a piece, and is
  // one even where it is not known to occur again.
  static constexpr std::size_t kBlockBytes = 64 * 1024;
  static constexpr std::size_t kLeastPiece = 1024;
  static constexpr std::size_t kAlwaysPiece = 32 * 1024;

  // `dictionary`: row in zdicts, 0: none. `repeated`: sums of the texts that occur more than once.
  BlockWriter(Database& db, std::int64_t dictionary, std::unordered_set<std::uint64_t> repeated);

  // Say whose payloads come next. REQUIRES: flush() was called.
  void begin(std::int64_t trace) { trace_ = trace; }
  // Pack the bytes of a row; `texts` are parts of them that may be pieces.
  void add(PackedTable table, std::int64_t row, std::string_view bytes,
           const std::vector<Part>& texts);
  // Pack a piece of a long line into a block of its own.
  void add_chunk(std::int64_t row, std::string_view bytes);
  // Write the last block. Call it before COMMIT.
  void flush();
  // Bytes that blocks take which this has written.
  std::int64_t stored() const { return stored_; }
  // Seq of the payload that is added next.
  void at_seq(std::int64_t seq) { seq_ = seq; }

 private:
  struct Waiting {
    PackedTable table = PackedTable::events;
    std::int64_t row = 0, off = 0, len = 0;
    std::string key;  // hash of the bytes; empty: too short to be looked for
  };
  std::vector<Part> pieces_of(std::string_view bytes, const std::vector<Part>& texts);
  std::int64_t piece(std::string_view text);
  std::int64_t insert(std::string_view bytes, std::string_view hash);
  bool refer_to_equal(PackedTable table, std::int64_t row, const std::string& key);
  void refer(PackedTable table, std::int64_t row, const Slice& slice);

  std::int64_t dictionary_;
  BlockEncoder encoder_;
  BlockDecoder decoder_;
  std::unordered_set<std::uint64_t> repeated_;
  std::unordered_map<std::string, Slice> equal_;
  std::string bytes_;  // of the block that is being filled
  std::vector<Waiting> waiting_;
  std::vector<std::int64_t> used_pieces_;
  std::int64_t trace_ = 0, first_seq_ = 0, seq_ = 0, stored_ = 0;
  Statement insert_, insert_uses_, insert_piece_, use_piece_, find_piece_, exists_, refer_event_,
      refer_content_, refer_chunk_;
};

}  // namespace trace::store
