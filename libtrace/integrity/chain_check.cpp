#include "integrity/chain_check.h"

#include "store/tombstones.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace trace::integrity {
namespace {

using store::ChainState;
using store::Row;
using store::Statement;

digest::Hash256 hash_of(std::string_view bytes) {
  digest::Hash256 hash{};
  if (!bytes.empty()) std::memcpy(hash.data(), bytes.data(), std::min(bytes.size(), hash.size()));
  return hash;
}

const std::string kHeads = "SELECT id, uid, chain_head, chain_count FROM traces";

}  // namespace

ChainCheck::ChainCheck(store::Database& db, DamageOut out) : db_(db), out_(std::move(out)) {}

void ChainCheck::load(std::optional<std::int64_t> only) {
  auto gaps = store::all_gaps(db_);
  const auto add = [&](const Row& row) {
    Trace trace;
    trace.id = row.text(1);
    trace.head = hash_of(row.text(2));
    trace.links = row.i64(3);
    trace.state = ChainState(std::move(gaps[row.i64(0)]));
    if (expected_ != nullptr)
      if (const auto found = expected_->find(trace.id); found != expected_->end())
        trace.expected = &found->second;
    traces_.emplace(row.i64(0), std::move(trace));
  };
  if (only)
    Statement(db_, kHeads + " WHERE id = ?1").with(*only).each(add);
  else
    Statement(db_, kHeads).each(add);
  nowhere_ = ChainState(std::move(gaps[0]));
}

// A prune takes the trace first and its rows after it.
void ChainCheck::load_leaving() {
  Statement(db_, "SELECT CAST(substr(k, 9) AS INTEGER) FROM meta WHERE k GLOB 'pruning:*'")
      .each([&](const Row& row) { leaving_.insert(row.i64(0)); });
  Statement(db_, "SELECT leaving FROM pruned WHERE leaving IS NOT NULL").each([&](const Row& row) {
    leaving_.insert(row.i64(0));
  });
}

ChainReport ChainCheck::all() {
  load(std::nullopt);
  load_leaving();
  store::ChainRows(db_).all([&](const store::ChainRow& row) { take(row); });
  for (auto& [id, trace] : traces_) finish(trace);
  if (expected_ != nullptr) find_missing();
  return report_;
}

ChainReport ChainCheck::some(std::span<const std::int64_t> traces) {
  for (const std::int64_t id : traces) {
    load(id);
    store::ChainRows(db_).of_trace(id, [&](const store::ChainRow& row) { take(row); });
    if (const auto found = traces_.find(id); found != traces_.end()) finish(found->second);
  }
  return report_;
}

void ChainCheck::take(const store::ChainRow& row) {
  ++report_.rows;
  report_.redacted += row.is_redacted ? 1 : 0;
  const auto found = traces_.find(row.trace);
  if (found == traces_.end()) return take_loose(row);
  Trace& trace = found->second;
  if (trace.is_bad) return;
  switch (trace.state.take(row)) {
    case ChainState::Fit::unchecked:
      ++report_.unchecked;
      break;
    case ChainState::Fit::broken:
      report(trace, "chain",
             row.fault != nullptr ? row.fault
                                  : "it does not follow from the record before it: one of them was "
                                    "changed, or one between them is missing",
             &row);
      break;
    case ChainState::Fit::good:
      compare_saved(trace);
      break;
  }
}

// Lines of no trace stand alone; rows of a trace that is not there are on their way out, or lost.
void ChainCheck::take_loose(const store::ChainRow& row) {
  if (row.trace != 0) {
    if (leaving_.contains(row.trace) || !strangers_.insert(row.trace).second) return;
    return out_({"chain", "", std::nullopt, row.id, "it belongs to a trace that is missing"});
  }
  if (nowhere_.is_in_gap(row.id)) {
    ++report_.unchecked;
  } else if (!store::fits_alone(row)) {
    out_({"chain", "", std::nullopt, row.id, "a line of no trace was changed"});
  }
}

void ChainCheck::compare_saved(Trace& trace) {
  if (trace.expected == nullptr || trace.state.links() != trace.expected->links) return;
  trace.was_met = true;
  if (trace.state.head() != trace.expected->head)
    report(trace, "heads", "it is not what it was when its head was saved");
}

void ChainCheck::finish(Trace& trace) {
  ++report_.traces;
  if (trace.is_bad) return;
  const bool had_gaps = trace.state.has_gaps();
  trace.state.finish();
  if (trace.state.links() < trace.links)
    report(
        trace, "chain",
        "its last " + std::to_string(trace.links - trace.state.links()) + " records are missing");
  else if (trace.state.links() > trace.links || trace.state.head() != trace.head)
    report(trace, "chain", "its records do not end where they should");
  if (trace.is_bad || trace.expected == nullptr || trace.was_met) return;
  compare_saved(trace);
  if (trace.was_met || trace.expected->links == 0) return;
  if (trace.expected->links > trace.state.links())
    report(trace, "heads", "it is shorter than when its head was saved");
  else if (had_gaps)
    ++report_.incomparable;
}

void ChainCheck::find_missing() {
  std::unordered_set<std::string> known;
  for (const auto& [row, trace] : traces_) known.insert(trace.id);
  store::Tombstones stones(db_);
  for (const auto& [id, saved] : *expected_) {
    if (known.contains(id)) continue;
    const auto stone = stones.find(id);
    if (!stone)
      out_({"heads", id, {}, {}, "it is missing, and no receipt says that it was pruned"});
    else if (stone->links < saved.links)
      out_({"heads", id, {}, {}, "it was pruned, and was shorter by then than its saved head"});
    else if (stone->links == saved.links && hash_of(stone->head) != saved.head)
      out_({"heads", id, {}, {}, "it was pruned, and was not what it was when its head was saved"});
  }
}

void ChainCheck::report(Trace& trace, const char* check, const std::string& what,
                        const store::ChainRow* row) {
  trace.is_bad = true;
  Damage damage{check, trace.id, {}, {}, what};
  if (row != nullptr) {
    damage.event = row->id;
    if (row->is_event) damage.seq = row->link.seq;
  }
  out_(std::move(damage));
}

Heads ChainCheck::heads() const {
  Heads heads;
  for (const auto& [row, trace] : traces_)
    if (!trace.is_bad) heads[trace.id] = {trace.links, trace.head};
  return heads;
}

}  // namespace trace::integrity
