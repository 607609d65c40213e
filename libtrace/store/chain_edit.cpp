#include "store/chain_edit.h"

#include "digest/random.h"

#include "base/error.h"
#include "model/event_row.h"

#include <vector>

namespace trace::store {
namespace {

using model::EventFlag;

std::int64_t mark_of(const ChainRow& row, const digest::Hash256& link) {
  return row_mark(link, row.link, row.rest);
}

}  // namespace

ChainEdit::ChainEdit(Database& db)
    : db_(db),
      bytes_(db, "UPDATE events SET salt = ?2, payload = ?3 WHERE id = ?1"),
      mark_(db, "UPDATE events SET flags = ?2, off = ?3, len = ?4, h = ?5 WHERE id = ?1"),
      free_(db, "UPDATE events SET trace = 0, seq = NULL, h = ?2 WHERE id = ?1"),
      drop_pieces_(
          db, "DELETE FROM chunks WHERE (input, n) = (SELECT input, n FROM events WHERE id = ?1)"),
      scrub_(db,
             "INSERT INTO scrubs(event, leaf, new_leaf, at, reason) VALUES (?1, ?2, ?3, ?4, ?5) ON "
             "CONFLICT(event) DO UPDATE SET new_leaf = excluded.new_leaf, at = excluded.at, "
             "reason = excluded.reason"),
      drop_scrub_(db, "DELETE FROM scrubs WHERE event = ?1"),
      gap_(db,
           "INSERT INTO chain_gaps(trace, first, last, links, head, at, reason) VALUES (?1, ?2, "
           "?3, ?4, ?5, ?6, ?7)") {}

// What stands in a row is a link XOR a sum: when only the sum changes, so does the row, and the
// link need not be known.
bool ChainEdit::change(std::int64_t event, const std::function<void(ChainRow&)>& f) {
  return ChainRows(db_).one(event, [&](const ChainRow& row) {
    const digest::Hash256 nothing{};
    const std::int64_t before = mark_of(row, nothing);
    ChainRow changed = row;
    f(changed);
    mark_.with(event, std::int64_t{changed.link.flags}, changed.rest.off, changed.rest.len,
               row.mark ^ before ^ mark_of(changed, nothing));
    mark_.run();
  });
}

bool ChainEdit::remove_payload(std::int64_t event) {
  bool had_bytes = false;
  change(event, [&](ChainRow& row) {
    had_bytes = row.has_bytes;
    if (!had_bytes) return;
    bytes_.with(event, Blob{digest::bytes_of(row.link.leaf)}, nullptr).run();
    drop_pieces_.with(event).run();
    drop_scrub_.with(event).run();
    row.link.flags = (row.link.flags & ~EventFlag::in_pieces) | EventFlag::not_kept;
  });
  return had_bytes;
}

void ChainEdit::replace_payload(std::int64_t event, std::string_view bytes,
                                const EditReason& reason) {
  change(event, [&](ChainRow& row) {
    if (!row.has_bytes) return;
    digest::Salt salt{};
    digest::random_bytes(salt);
    const auto leaf = leaf_of(digest::bytes_of(salt), bytes);
    bytes_.with(event, Blob{digest::bytes_of(salt)}, Blob{bytes});
    if (is_stored_as_text(bytes)) bytes_.bind(3, bytes);
    bytes_.run();
    drop_pieces_.with(event).run();
    scrub_.with(event, Blob{digest::bytes_of(row.link.leaf)}, Blob{digest::bytes_of(leaf)},
                reason.at.v, reason.rule);
    scrub_.run();
    row.link.flags = (row.link.flags & ~EventFlag::in_pieces) | EventFlag::sanitized;
  });
}

void ChainEdit::move_part(std::int64_t event, std::int64_t offset, std::int64_t size) {
  change(event, [&](ChainRow& row) {
    row.rest.off = offset;
    row.rest.len = size;
  });
}

void ChainEdit::free_row(std::int64_t event) {
  ChainRows(db_).one(event, [&](const ChainRow& row) {
    ChainRow freed = row;
    freed.link.seq = 0;
    free_.with(event, mark_of(freed, next_link({}, freed.link))).run();
  });
}

// Runs of rows that go, each with the head that the chain has after it.
std::vector<ChainGap> ChainEdit::gaps_of(std::int64_t trace, std::span<const std::int64_t> events) {
  ChainState state(gaps_in(db_, trace));
  std::vector<ChainGap> gaps;
  bool is_open = false;
  auto next = events.begin();
  ChainRows(db_).of_trace(trace, [&](const ChainRow& row) {
    if (next == events.end()) return;
    const auto gaps_before = state.gaps_passed();
    const auto fit = state.take(row);
    if (fit == ChainState::Fit::broken)
      throw base::Failure(base::Errc::corrupt, "the chain of a trace is damaged; verify names it");
    const bool goes = row.id == *next;
    if (goes) ++next;
    is_open = is_open && gaps_before == state.gaps_passed();
    if (goes && fit == ChainState::Fit::good) {
      if (!is_open) gaps.push_back({row.id, row.id, 0, {}});
      gaps.back().last = row.id;
      ++gaps.back().links;
      gaps.back().head = state.head();
    }
    is_open = goes && fit == ChainState::Fit::good;
  });
  return gaps;
}

void ChainEdit::leave_gaps(std::int64_t trace, std::span<const std::int64_t> events,
                           const EditReason& reason) {
  for (const auto& gap : gaps_of(trace, events)) {
    gap_.with(trace, gap.first, gap.last, gap.links, Blob{digest::bytes_of(gap.head)}, reason.at.v,
              reason.rule);
    gap_.run();
  }
}

}  // namespace trace::store
