#include "store/resolve.h"

#include "base/error.h"

#include <charconv>
#include <optional>
#include <vector>

namespace trace::store {
namespace {

constexpr std::size_t kMinPrefix = 4;
constexpr std::size_t kMinSuffix = 6;
constexpr int kMaxCandidates = 10;

using Candidates = std::vector<TraceRef>;

Candidates collect(Statement& statement) {
  Candidates found;
  statement.each([&](const Row& row) { found.push_back({row.i64(0), std::string(row.text(1))}); });
  return found;
}

Candidates exactly(Database& db, std::string_view id) {
  Statement find(db, "SELECT id, uid FROM traces WHERE uid = ?1");
  return collect(find.with(id));
}

Candidates beginning_with(Database& db, std::string_view prefix) {
  // Ids are bytes in order; nothing that begins with the prefix comes after prefix + 0xFF.
  Statement find(db,
                 "SELECT id, uid FROM traces WHERE uid >= ?1 AND uid < ?2 ORDER BY uid LIMIT 11");
  return collect(find.with(prefix, std::string(prefix) + "\xff"));
}

Candidates ending_with(Database& db, std::string_view suffix) {
  Statement find(
      db, "SELECT id, uid FROM traces WHERE substr(uid, -length(?1)) = ?1 ORDER BY uid LIMIT 11");
  return collect(find.with(suffix));
}

// `last`, `last~3`: how many to go back.
std::optional<std::int64_t> steps_back(std::string_view text) {
  if (text == "last") return 0;
  if (!text.starts_with("last~")) return std::nullopt;
  text.remove_prefix(5);
  std::int64_t steps = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), steps);
  if (error != std::errc{} || end != text.data() + text.size() || steps < 0) return std::nullopt;
  return steps;
}

Candidates newest(Database& db, std::int64_t steps) {
  Statement find(db,
                 "SELECT id, uid FROM traces WHERE parent IS NULL ORDER BY at DESC, id DESC LIMIT "
                 "1 OFFSET ?1");
  return collect(find.with(steps));
}

[[noreturn]] void refuse_ambiguous(std::string_view text, const Candidates& found) {
  std::string message = "'" + std::string(text) + "' fits several traces: ";
  for (int shown = 0; const TraceRef& trace : found) {
    if (shown > 0) message += ", ";
    if (shown++ == kMaxCandidates) {
      message += "…";
      break;
    }
    message += trace.id;
  }
  throw base::Failure(base::Errc::bad_usage, message);
}

// What other programs know a trace by: its session or one of its messages; the newest of several.
Candidates known_elsewhere_as(Database& db, std::string_view id) {
  Statement find(db,
                 "SELECT id, uid FROM traces WHERE session = ?1 OR message_id = ?1 OR "
                 "client_message_id = ?1 ORDER BY at DESC, id DESC LIMIT 1");
  return collect(find.with(id));
}

std::string day_of(std::int64_t micros, Database& db) {
  Statement format(db, "SELECT date(?1 / 1e6, 'unixepoch')");
  return std::string(format.with(micros).step()->text(0));
}

[[noreturn]] void refuse_missing(Database& db, std::string_view text, bool exact) {
  Statement find(db,
                 "SELECT uid, at, reason FROM pruned WHERE uid = ?1 OR (?2 AND uid >= ?1 AND uid < "
                 "?3) LIMIT 1");
  find.with(text, exact ? 0 : 1, std::string(text) + "\xff");
  if (const auto row = find.step()) {
    throw base::Failure(base::Errc::not_found, "trace '" + std::string(row->text(0)) +
                                                   "' was pruned on " + day_of(row->i64(1), db) +
                                                   " (" + std::string(row->text(2)) + ")");
  }
  if (steps_back(text))
    throw base::Failure(base::Errc::not_found, "there is no trace '" + std::string(text) + "' yet");
  throw base::Failure(base::Errc::not_found,
                      "there never was a trace '" + std::string(text) + "' in this store");
}

Candidates guess(Database& db, std::string_view text) {
  Candidates found = exactly(db, text);
  if (found.empty() && text.size() >= kMinPrefix) found = beginning_with(db, text);
  if (found.empty() && text.size() >= kMinSuffix) found = ending_with(db, text);
  if (found.empty()) {
    if (const auto steps = steps_back(text)) found = newest(db, *steps);
  }
  if (found.empty() && !text.empty()) found = known_elsewhere_as(db, text);
  return found;
}

}  // namespace

TraceRef resolve_trace(Database& db, std::string_view text) {
  const bool exact = text.starts_with('=');
  if (exact) text.remove_prefix(1);
  const Candidates found = exact ? exactly(db, text) : guess(db, text);
  if (found.size() > 1) refuse_ambiguous(text, found);
  if (found.empty() && !exact && text.size() < kMinPrefix) {
    throw base::Failure(
        base::Errc::bad_usage,
        "'" + std::string(text) +
            "' is too short for a trace; give 4 characters of its beginning or 6 of its end");
  }
  if (found.empty()) refuse_missing(db, text, exact || text.size() < kMinPrefix);
  return found.front();
}

}  // namespace trace::store
