#include "store/trace_facts.h"

#include "store/column_codec.h"

namespace trace::store {
namespace {

// Not looked up yet; more than this many generations are no tree.
constexpr std::int64_t kUnasked = kMissing + 1;
constexpr int kMostGenerations = 64;

}  // namespace

TraceFacts::TraceFacts(Database& db)
    : db_(db),
      find_(db, "SELECT source, session, parent FROM traces WHERE id = ?1"),
      by_uid_(db, "SELECT id FROM traces WHERE uid = ?1"),
      uid_(db, "SELECT uid FROM traces WHERE id = ?1"),
      names_(db) {}

std::int64_t TraceFacts::session_number(const Row& row, int column) {
  if (row.is_null(column)) return kMissing;
  const std::string_view session = row.text(column);
  auto found = sessions_.find(session);
  if (found == sessions_.end()) {
    session_names_.emplace_back(session);
    found = sessions_.emplace(session, static_cast<std::int64_t>(session_names_.size())).first;
  }
  return found->second;
}

TraceFacts::Facts TraceFacts::facts_of(std::int64_t trace, const Row& row, int column) {
  Facts facts{row.i64(column), session_number(row, column + 1), kUnasked,
              std::string(row.text(column + 2))};
  if (facts.parent.empty()) facts.root = trace;
  return facts;
}

const TraceFacts::Facts& TraceFacts::facts(std::int64_t trace) {
  const auto known = known_.find(trace);
  if (known != known_.end()) return known->second;
  Facts facts{kMissing, kMissing, kMissing, {}};
  if (const auto row = find_.with(trace).step()) facts = facts_of(trace, *row, 0);
  find_.reset();
  return known_.emplace(trace, std::move(facts)).first->second;
}

void TraceFacts::read_all(Dimension dimension) {
  if (are_all_read_) return;
  are_all_read_ = true;
  const bool has_names = dimension == Dimension::root;  // others do not go from run to run
  Statement all(db_, "SELECT id, source, session, parent, uid FROM traces NOT INDEXED");
  Statement count(db_, "SELECT count(*) FROM traces");
  known_.reserve(static_cast<std::size_t>(count.step()->i64(0)));
  all.each([&](const Row& row) {
    known_.try_emplace(row.i64(0), facts_of(row.i64(0), row, 1));
    if (has_names) by_uid_read_.emplace(row.text(4), row.i64(0));
  });
}

std::optional<std::int64_t> TraceFacts::run_named(const std::string& uid) {
  if (!by_uid_read_.empty()) {
    const auto found = by_uid_read_.find(uid);
    if (found == by_uid_read_.end()) return std::nullopt;
    return found->second;
  }
  const auto row = by_uid_.with(uid).step();
  const auto id = row ? std::optional(row->i64(0)) : std::nullopt;
  by_uid_.reset();
  return id;
}

// The first ancestor whose own parent is not there.
std::int64_t TraceFacts::root_of(std::int64_t trace) {
  std::int64_t root = trace;
  for (int i = 0; i < kMostGenerations; ++i) {
    const Facts& of_root = facts(root);
    if (of_root.root != kUnasked) {
      root = of_root.root;
      break;
    }
    const std::int64_t parent = run_named(of_root.parent).value_or(root);
    if (parent == root) break;
    root = parent;
  }
  facts(trace);
  return known_.at(trace).root = root;
}

std::int64_t TraceFacts::value(Dimension dimension, std::int64_t trace) {
  if (trace == kMissing) return kMissing;
  const Facts& found = facts(trace);
  switch (dimension) {
    case Dimension::source:
      return found.source;
    case Dimension::session:
      return found.session;
    case Dimension::root:
      return found.root == kUnasked ? root_of(trace) : found.root;
    default:
      return found.root == kMissing ? kMissing : trace;
  }
}

std::string TraceFacts::text(Dimension dimension, std::int64_t value) {
  if (dimension == Dimension::source) return std::string(names_.of(value));
  if (dimension == Dimension::session) return session_names_[static_cast<std::size_t>(value - 1)];
  const auto row = uid_.with(value).step();
  std::string uid(row ? row->text(0) : std::string_view{});
  uid_.reset();
  return uid;
}

}  // namespace trace::store
