#include "store/block_writer.h"

#include "digest/blake2b.h"
#include "digest/checksum.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

namespace trace::store {
namespace {

constexpr std::size_t kLeastEqual = 128;  // shorter ones cost less than looking elsewhere
constexpr std::size_t kMostEqual = 200'000;

std::string hash_of(std::string_view bytes) {
  return std::string(digest::bytes_of(digest::blake2b128(bytes)));
}

std::string dictionary_bytes(Database& db, std::int64_t id) {
  Statement find(db, "SELECT data FROM zdicts WHERE id = ?1");
  const auto row = find.with(id).step();
  return std::string(row ? row->text(0) : std::string_view());
}

}  // namespace

BlockWriter::BlockWriter(Database& db, std::int64_t dictionary,
                         std::unordered_set<std::uint64_t> repeated)
    : dictionary_(dictionary),
      encoder_(dictionary_bytes(db, dictionary)),
      decoder_(dictionary_bytes(db, dictionary)),
      repeated_(std::move(repeated)),
      insert_(db,
              "INSERT INTO blocks(trace, first_seq, zdict, size, sum, hash, data) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id"),
      insert_uses_(db, "INSERT INTO block_uses(block, uses) VALUES (?1, 0)"),
      insert_piece_(db, "INSERT INTO block_pieces(block, piece) VALUES (?1, ?2)"),
      use_piece_(db, "UPDATE block_uses SET uses = uses + 1 WHERE block = ?1"),
      find_piece_(db, "SELECT id FROM blocks WHERE hash = ?1"),
      exists_(db, "SELECT 1 FROM block_uses WHERE block = ?1"),
      refer_event_(db,
                   "UPDATE events SET payload = NULL, block = ?2, block_off = ?3, block_len = ?4 "
                   "WHERE id = ?1"),
      refer_content_(db,
                     "UPDATE contents SET system_prompt = NULL, messages = NULL, prompt = NULL, "
                     "completion = NULL, block = ?2, block_off = ?3, block_len = ?4 "
                     "WHERE request = ?1"),
      refer_chunk_(db, "UPDATE chunks SET data = x'', block = ?2 WHERE rowid = ?1") {
  digest::digest_init();
}

void BlockWriter::refer(PackedTable table, std::int64_t row, const Slice& slice) {
  if (table == PackedTable::chunks) {
    refer_chunk_.with(row, slice.block).run();
    return;
  }
  Statement& refer = table == PackedTable::events ? refer_event_ : refer_content_;
  refer.with(row, slice.block, slice.off, slice.len).run();
}

std::int64_t BlockWriter::insert(std::string_view bytes, std::string_view hash) {
  const std::string data = encoder_.encode(bytes);
  if (decoder_.decode(data, bytes.size()) != bytes)
    throw base::Failure(base::Errc::internal, "a block does not come out as it went in");
  const auto sum = static_cast<std::int64_t>(digest::checksum64(bytes));
  const bool is_piece = !hash.empty();
  insert_.reset();
  insert_.bind(1, is_piece ? 0 : trace_);
  insert_.bind(2, is_piece ? 0 : first_seq_);
  insert_.bind(3, dictionary_ == 0 ? std::nullopt : std::optional(dictionary_));
  insert_.bind(4, static_cast<std::int64_t>(bytes.size()));
  insert_.bind(5, sum);
  if (is_piece)
    insert_.bind(6, Blob{hash});
  else
    insert_.bind(6, nullptr);
  insert_.bind(7, Blob{data});
  const std::int64_t id = insert_.step()->i64(0);
  insert_.reset();
  insert_uses_.with(id).run();
  stored_ += static_cast<std::int64_t>(data.size());
  return id;
}

std::int64_t BlockWriter::piece(std::string_view text) {
  const std::string hash = hash_of(text);
  const auto row = find_piece_.with(Blob{hash}).step();
  const std::int64_t known = row ? row->i64(0) : 0;
  find_piece_.reset();
  if (known != 0) return known;
  const bool pays = text.size() >= kAlwaysPiece || repeated_.contains(digest::checksum64(text));
  return pays ? insert(text, hash) : 0;
}

std::vector<Part> BlockWriter::pieces_of(std::string_view bytes, const std::vector<Part>& texts) {
  std::vector<Part> found;
  for (Part part : texts) {
    part.piece = piece(bytes.substr(part.begin, part.size));
    if (part.piece != 0) found.push_back(part);
  }
  return found;
}

bool BlockWriter::refer_to_equal(PackedTable table, std::int64_t row, const std::string& key) {
  const auto found = equal_.find(key);
  if (found == equal_.end()) return false;
  const bool is_there = exists_.with(found->second.block).step().has_value();
  exists_.reset();
  if (is_there)
    refer(table, row, found->second);
  else
    equal_.erase(found);  // somebody deleted it meanwhile
  return is_there;
}

void BlockWriter::add(PackedTable table, std::int64_t row, std::string_view bytes,
                      const std::vector<Part>& texts) {
  std::string key;
  if (bytes.size() >= kLeastEqual) key = hash_of(bytes);
  if (!key.empty() && refer_to_equal(table, row, key)) return;
  const auto parts = pieces_of(bytes, texts);
  std::string recipe;
  if (!parts.empty()) append_recipe(recipe, bytes, parts);
  const std::string_view stored = parts.empty() ? bytes : std::string_view(recipe);
  if (!bytes_.empty() && bytes_.size() + stored.size() > kBlockBytes) flush();
  if (waiting_.empty()) first_seq_ = seq_;
  const auto size = static_cast<std::int64_t>(stored.size());
  waiting_.push_back({table, row, static_cast<std::int64_t>(bytes_.size()),
                      parts.empty() ? size : -size, std::move(key)});
  bytes_ += stored;
  for (const Part& part : parts) used_pieces_.push_back(part.piece);
}

void BlockWriter::add_chunk(std::int64_t row, std::string_view bytes) {
  const std::string hash = hash_of(bytes);
  const auto found = find_piece_.with(Blob{hash}).step();
  const std::int64_t known = found ? found->i64(0) : 0;
  find_piece_.reset();
  refer(PackedTable::chunks, row, {known != 0 ? known : insert(bytes, hash), 0, 0});
}

void BlockWriter::flush() {
  if (waiting_.empty()) return;
  const std::int64_t block = insert(bytes_, {});
  std::sort(used_pieces_.begin(), used_pieces_.end());
  used_pieces_.erase(std::unique(used_pieces_.begin(), used_pieces_.end()), used_pieces_.end());
  for (const std::int64_t piece : used_pieces_) {
    insert_piece_.with(block, piece).run();
    use_piece_.with(piece).run();
  }
  if (equal_.size() > kMostEqual) equal_.clear();
  for (Waiting& each : waiting_) {
    const Slice slice{block, each.off, each.len};
    refer(each.table, each.row, slice);
    if (!each.key.empty()) equal_.emplace(std::move(each.key), slice);
  }
  bytes_.clear();
  waiting_.clear();
  used_pieces_.clear();
}

}  // namespace trace::store
