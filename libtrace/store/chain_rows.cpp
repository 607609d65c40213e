#include "store/chain_rows.h"

#include "model/event_row.h"
#include "store/payload.h"

#include <algorithm>
#include <cstring>

namespace trace::store {
namespace {

enum Column : int {
  kId,
  kTrace,
  kSeq,
  kAt,
  kType,
  kLevel,
  kFlags,
  kUid,
  kMark,
  kSalt,
  kPayload,
  kSha,
  kFirstLoose
};

// Packed bytes are those that were there before: a chain does not know of blocks.
std::string select_of(Database& db, std::string_view end) {
  return "SELECT id, trace, seq, at, type, level, flags, uid, h, salt, " + payload_sql(db, "") +
         ", sha256, input, n, carrier, off, len, key, tool, duration_ms, source_seq, full_len FROM "
         "events" +
         std::string(end);
}

template <std::size_t N>
bool take(std::string_view bytes, std::array<std::uint8_t, N>& out) {
  out.fill(0);
  if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), std::min(bytes.size(), N));
  return bytes.size() == N;
}

}  // namespace

ChainRows::ChainRows(Database& db)
    : db_(db),
      pieces_(db, "SELECT " + chunk_sql(db, "") +
                      " FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i") {
  Statement(db, "SELECT event, leaf, new_leaf FROM scrubs").each([&](const Row& row) {
    Scrub scrub{};
    take(row.text(1), scrub.leaf);
    take(row.text(2), scrub.new_leaf);
    scrubs_.emplace(row.i64(0), scrub);
  });
}

void ChainRows::all(const std::function<void(const ChainRow&)>& f) {
  Statement(db_, select_of(db_, " ORDER BY id")).each([&](const Row& row) {
    fill(row);
    f(out_);
  });
}

void ChainRows::of_trace(std::int64_t trace, const std::function<void(const ChainRow&)>& f) {
  Statement(db_, select_of(db_, " WHERE trace = ?1 ORDER BY id"))
      .with(trace)
      .each([&](const Row& row) {
        fill(row);
        f(out_);
      });
}

bool ChainRows::one(std::int64_t id, const std::function<void(const ChainRow&)>& f) {
  Statement select(db_, select_of(db_, " WHERE id = ?1"));
  const auto row = select.with(id).step();
  if (!row) return false;
  fill(*row);
  f(out_);
  return true;
}

void ChainRows::fill(const Row& row) {
  out_.id = row.i64(kId);
  out_.trace = row.i64(kTrace);
  out_.mark = row.i64(kMark);
  out_.is_event = !row.is_null(kSeq);
  out_.link.seq = row.i64(kSeq);
  out_.link.at = row.i64(kAt);
  out_.link.type = row.i64(kType);
  out_.link.level = row.i64(kLevel);
  out_.link.flags = static_cast<std::uint32_t>(row.i64(kFlags));
  int column = kFirstLoose;
  auto& rest = out_.rest;
  for (auto* field : {&rest.input, &rest.n, &rest.carrier, &rest.off, &rest.len, &rest.key,
                      &rest.tool, &rest.duration_ms, &rest.source_seq, &rest.full_len})
    *field = row.maybe_i64(column++);
  rest.sha256 = row.text(kSha);
  out_.fault = nullptr;
  if (!take(row.text(kUid), out_.link.uid)) out_.fault = "its id is not one";
  take_leaf(row);
}

void ChainRows::take_leaf(const Row& row) {
  const auto salt = row.text(kSalt);
  auto& leaf = out_.link.leaf;
  leaf.fill(0);
  out_.is_redacted = salt.size() == leaf.size();
  out_.has_bytes = salt.size() == sizeof(digest::Salt) && !row.is_null(kPayload);
  if (salt.size() != sizeof(digest::Salt)) {
    if (!row.is_null(kPayload))
      out_.fault = "it holds bytes that it should not";
    else if (out_.is_redacted)
      take(salt, leaf);
    else if (!salt.empty())
      out_.fault = "its salt is damaged";
    return;
  }
  if (row.is_null(kPayload)) out_.fault = "its bytes are missing";
  leaf = leaf_of_bytes(row);
  if (row.is_blob(kPayload) == is_stored_as_text(row.text(kPayload)))
    out_.fault = "its bytes are of another kind";
  const auto scrub = scrubs_.find(out_.id);
  if (scrub == scrubs_.end()) return;
  if (scrub->second.new_leaf != leaf) out_.fault = "its bytes are not those that a scrub left";
  leaf = scrub->second.leaf;
}

digest::Hash256 ChainRows::leaf_of_bytes(const Row& row) {
  digest::Hasher hasher(32);
  hasher.update(row.text(kSalt)).update(row.text(kPayload));
  if ((out_.link.flags & model::EventFlag::in_pieces) != 0)
    pieces_.with(out_.rest.input, out_.rest.n).each([&](const Row& piece) {
      hasher.update(piece.text(0));
    });
  return hasher.finish256();
}

}  // namespace trace::store
