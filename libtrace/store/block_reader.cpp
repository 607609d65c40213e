#include "store/block_reader.h"

#include "digest/checksum.h"

#include "base/error.h"
#include "store/sqlite.h"

#include <algorithm>

namespace trace::store {
namespace {

// More than any line that is kept in one piece; a larger number is damage.
constexpr std::int64_t kMostBytes = 1LL << 30;

[[noreturn]] void damaged(std::int64_t id, const char* what) {
  throw base::Failure(base::Errc::corrupt, "block " + std::to_string(id) + " " + what);
}

}  // namespace

BlockDecoder& BlockReader::decoder(std::int64_t dictionary) {
  const auto found = decoders_.find(dictionary);
  if (found != decoders_.end()) return found->second;
  Statement find(db_, "SELECT data FROM zdicts WHERE id = ?1");
  const auto row = find.with(dictionary).step();
  if (dictionary != 0 && !row)
    throw base::Failure(base::Errc::corrupt,
                        "dictionary " + std::to_string(dictionary) + " is gone");
  return decoders_.emplace(dictionary, BlockDecoder(row ? row->text(0) : std::string_view()))
      .first->second;
}

std::string BlockReader::load(std::int64_t id) {
  // Prepared each time: a statement that lives as long as the connection would keep it open.
  Statement find(db_, "SELECT zdict, size, sum, data FROM blocks WHERE id = ?1");
  const auto row = find.with(id).step();
  if (!row) damaged(id, "is gone");
  const std::int64_t size = row->i64(1);
  if (size < 0 || size > kMostBytes) damaged(id, "is damaged");
  auto& unpacker = decoder(row->maybe_i64(0).value_or(0));
  std::string bytes;
  try {
    bytes = unpacker.decode(row->text(3), static_cast<std::size_t>(size));
  } catch (const base::Failure&) {
    damaged(id, "is damaged");
  }
  if (static_cast<std::int64_t>(digest::checksum64(bytes)) != row->i64(2))
    damaged(id, "is damaged");
  return bytes;
}

std::string_view BlockReader::block(std::int64_t id) {
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [id](const Kept& k) { return k.id == id; });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().bytes;
  }
  kept_.push_front({id, load(id)});
  kept_bytes_ += kept_.front().bytes.size();
  while (kept_bytes_ > kMostKept && kept_.size() > 1) {
    kept_bytes_ -= kept_.back().bytes.size();
    kept_.pop_back();
  }
  return kept_.front().bytes;
}

std::string_view BlockReader::bytes(const Slice& slice) {
  const std::string_view all = block(slice.block);
  const bool is_recipe = slice.len < 0;
  const auto off = static_cast<std::size_t>(slice.off);
  const auto len = static_cast<std::size_t>(is_recipe ? -slice.len : slice.len);
  if (slice.off < 0 || off > all.size() || len > all.size() - off)
    damaged(slice.block, "is too short");
  if (!is_recipe) return all.substr(off, len);
  const std::string recipe(all.substr(off, len));  // its block may go while pieces are read
  if (!cook(cooked_, recipe, [this](std::int64_t piece) { return block(piece); }))
    damaged(slice.block, "is damaged");
  return cooked_;
}

}  // namespace trace::store
