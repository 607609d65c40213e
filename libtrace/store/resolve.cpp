#include "store/resolve.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace trace::store {
namespace {

constexpr std::size_t kMinPrefix = 4;
constexpr std::size_t kMinSuffix = 6;
constexpr int kMaxCandidates = 10;

using Candidates = std::vector<TraceRef>;

Candidates collect(Statement& statement) {
  Candidates found;
  statement.each([&](const Row& row) {
    found.push_back({row.i64(0), std::string(row.text(1)), {}});
  });
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

// Those of all places that the store does not know; `in` looks into one of them.
template <typename F>
Candidates everywhere(Database& db, Archives* archives, const F& in) {
  Candidates found = in(db);
  for (std::size_t i = 0; archives != nullptr && i < archives->size(); ++i) {
    Database* archive = archives->is_known(i) ? nullptr : archives->open(i);
    if (archive == nullptr) continue;
    for (TraceRef& trace : in(*archive)) {
      trace.place = i;
      found.push_back(std::move(trace));
    }
  }
  return found;
}

// What receipts tell of archived traces; the archives are not opened for that.
void add_archived(Archives* archives, Statement& receipts, Candidates& found) {
  if (archives == nullptr) return;
  receipts.each([&](const Row& row) {
    const Place place = archives->find(month_of_receipt(row.text(1)));
    if (place) found.push_back({0, std::string(row.text(0)), place});
  });
}

constexpr const char* kReceiptOf =
    "SELECT uid, reason FROM pruned WHERE uid = ?1 AND reason GLOB 'archive *' AND NOT EXISTS "
    "(SELECT 1 FROM traces t WHERE t.uid = pruned.uid)";
constexpr const char* kReceiptsFrom =
    "SELECT uid, reason FROM pruned WHERE uid >= ?1 AND uid < ?2 AND reason GLOB 'archive *' AND "
    "NOT EXISTS (SELECT 1 FROM traces t WHERE t.uid = pruned.uid) ORDER BY uid LIMIT 11";
constexpr const char* kReceiptsTo =
    "SELECT uid, reason FROM pruned WHERE substr(uid, -length(?1)) = ?1 AND reason GLOB "
    "'archive *' AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.uid = pruned.uid) ORDER BY uid "
    "LIMIT 11";

Candidates exactly(Database& db, Archives* archives, std::string_view id) {
  auto found = everywhere(db, archives, [&](Database& place) { return exactly(place, id); });
  if (archives == nullptr) return found;
  Statement receipt(db, kReceiptOf);
  add_archived(archives, receipt.with(id), found);
  return found;
}

Candidates beginning_with(Database& db, Archives* archives, std::string_view prefix) {
  auto found =
      everywhere(db, archives, [&](Database& place) { return beginning_with(place, prefix); });
  if (archives == nullptr) return found;
  Statement receipts(db, kReceiptsFrom);
  add_archived(archives, receipts.with(prefix, std::string(prefix) + "\xff"), found);
  return found;
}

Candidates ending_with(Database& db, Archives* archives, std::string_view suffix) {
  auto found =
      everywhere(db, archives, [&](Database& place) { return ending_with(place, suffix); });
  if (archives == nullptr) return found;
  Statement receipts(db, kReceiptsTo);
  add_archived(archives, receipts.with(suffix), found);
  return found;
}

struct Root {
  std::int64_t at = 0;
  TraceRef trace;
};

void add_roots(Database& db, Place place, std::int64_t count, std::vector<Root>& roots) {
  Statement newest(db,
                   "SELECT at, id, uid FROM traces WHERE parent IS NULL ORDER BY at DESC, id DESC "
                   "LIMIT ?1");
  newest.with(count).each([&](const Row& row) {
    roots.push_back({row.i64(0), {row.i64(1), std::string(row.text(2)), place}});
  });
  std::sort(roots.begin(), roots.end(), [](const Root& a, const Root& b) {
    return std::pair(a.at, a.trace.row) > std::pair(b.at, b.trace.row);
  });
}

// An archive is opened when something in it may be as new.
Candidates newest(Database& db, Archives* archives, std::int64_t steps) {
  if (archives == nullptr) return newest(db, steps);
  std::vector<Root> roots;
  add_roots(db, std::nullopt, steps + 1, roots);
  const auto wanted = static_cast<std::size_t>(steps);
  for (std::size_t i = 0; i < archives->size(); ++i) {
    const bool is_older = archives->is_known(i) && roots.size() > wanted &&
                          roots[wanted].at > archives->month(i).starts.last.v;
    if (is_older) continue;
    if (Database* archive = archives->open(i)) add_roots(*archive, i, steps + 1, roots);
  }
  if (roots.size() <= wanted) return {};
  return {roots[wanted].trace};
}

// The newest months first: what several know is what the newest of them knows.
Candidates known_elsewhere_as(Database& db, Archives* archives, std::string_view id) {
  Candidates found = known_elsewhere_as(db, id);
  for (std::size_t i = 0; found.empty() && archives != nullptr && i < archives->size(); ++i) {
    Database* archive = archives->open(i);
    if (archive == nullptr) continue;
    found = known_elsewhere_as(*archive, id);
    for (TraceRef& trace : found) trace.place = i;
  }
  return found;
}

Candidates guess(Database& db, Archives* archives, std::string_view text) {
  Candidates found = exactly(db, archives, text);
  if (found.empty() && text.size() >= kMinPrefix) found = beginning_with(db, archives, text);
  if (found.empty() && text.size() >= kMinSuffix) found = ending_with(db, archives, text);
  if (found.empty()) {
    if (const auto steps = steps_back(text)) found = newest(db, archives, *steps);
  }
  if (found.empty() && !text.empty()) found = known_elsewhere_as(db, archives, text);
  return found;
}

// A receipt says where a trace is; its row is in the archive.
TraceRef with_row(Archives* archives, TraceRef trace) {
  if (!trace.place || trace.row != 0) return trace;
  Database* archive = archives->open(*trace.place);
  const auto& path = archives->path(*trace.place);
  if (archive == nullptr)
    throw base::Failure(base::Errc::not_found,
                        "cannot open '" + path + "': trace '" + trace.id + "' is in it");
  const auto found = exactly(*archive, trace.id);
  if (found.empty())
    throw base::Failure(base::Errc::corrupt,
                        "cannot use '" + path + "': trace '" + trace.id + "' is missing");
  trace.row = found.front().row;
  return trace;
}

TraceRef resolve(Database& db, Archives* archives, std::string_view text) {
  const bool exact = text.starts_with('=');
  if (exact) text.remove_prefix(1);
  const Candidates found = exact ? exactly(db, archives, text) : guess(db, archives, text);
  if (found.size() > 1) refuse_ambiguous(text, found);
  if (found.empty() && !exact && text.size() < kMinPrefix) {
    throw base::Failure(
        base::Errc::bad_usage,
        "'" + std::string(text) +
            "' is too short for a trace; give 4 characters of its beginning or 6 of its end");
  }
  if (found.empty()) refuse_missing(db, text, exact || text.size() < kMinPrefix);
  return with_row(archives, found.front());
}

}  // namespace

TraceRef resolve_trace(Database& db, std::string_view text) { return resolve(db, nullptr, text); }

TraceRef resolve_trace(Database& db, Archives& archives, std::string_view text) {
  return resolve(db, archives.size() == 0 ? nullptr : &archives, text);
}

}  // namespace trace::store
