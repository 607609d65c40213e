#include "store/archive_index.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace trace::store {
namespace {

constexpr std::string_view kReceipt = "archive ";
constexpr std::string_view kSpan = "archive:", kBoth = "archive_both:";

std::string key(std::string_view kind, std::string_view month) {
  return std::string(kind) + std::string(month);
}

std::chrono::year_month calendar_month(base::UnixMicros at) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_time<microseconds>(microseconds(at.v)));
  const year_month_day date(day);
  return date.year() / date.month();
}

std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return value;
}

// traces, then first and last of their starts and of their rows, with blanks between them.
ArchiveMonth read_month(std::string_view name, std::string_view text) {
  ArchiveMonth month{std::string(name)};
  month.traces = take_number(text).value_or(0);
  for (TimeSpan* span : {&month.starts, &month.rows}) {
    span->first = {take_number(text).value_or(INT64_MAX)};
    span->last = {take_number(text).value_or(INT64_MIN)};
  }
  return month;
}

std::string written(const ArchiveMonth& month) {
  std::string text = std::to_string(month.traces);
  for (const TimeSpan& span : {month.starts, month.rows})
    text += " " + std::to_string(span.first.v) + " " + std::to_string(span.last.v);
  return text;
}

void widen(TimeSpan& span, const Row& row, int column) {
  if (row.is_null(column)) return;
  span.first = std::min(span.first, base::UnixMicros{row.i64(column)});
  span.last = std::max(span.last, base::UnixMicros{row.i64(column + 1)});
}

// When trace ?1 began; all times of what it did.
constexpr const char* kTimes =
    "SELECT t.at, t.at, x.a, x.b FROM traces t, (SELECT min(a) AS a, max(b) AS b FROM (SELECT "
    "min(at) AS a, max(at) AS b FROM events WHERE trace = ?1 AND seq IS NOT NULL UNION ALL SELECT "
    "min(at), max(at) FROM requests WHERE trace = ?1 UNION ALL SELECT min(c.at), max(c.at) FROM "
    "requests r JOIN contents c ON c.request = r.id WHERE r.trace = ?1)) x WHERE t.id = ?1";

}  // namespace

std::string month_of(base::UnixMicros at) {
  const auto month = calendar_month(at);
  std::string name = std::to_string(int{month.year()});
  name.insert(0, name.size() < 4 ? 4 - name.size() : 0, '0');
  const unsigned number{month.month()};
  return name + (number < 10 ? "-0" : "-") + std::to_string(number);
}

base::UnixMicros end_of_month(base::UnixMicros at) {
  using namespace std::chrono;
  const auto next = calendar_month(at) + months(1);
  const sys_time<microseconds> start = sys_days(next / 1);
  return {start.time_since_epoch().count()};
}

std::string archive_receipt(std::string_view month) { return key(kReceipt, month); }

std::string_view month_of_receipt(std::string_view reason) noexcept {
  if (!reason.starts_with(kReceipt)) return {};
  return reason.substr(kReceipt.size());
}

std::vector<ArchiveMonth> ArchiveIndex::months() {
  std::vector<ArchiveMonth> found;
  Statement(db_,
            "SELECT substr(k, 9), v FROM meta WHERE k >= 'archive:' AND k < 'archive;' ORDER BY k "
            "DESC")
      .each([&](const Row& row) {
        auto month = read_month(row.text(0), row.text(1));
        if (month.traces > 0) found.push_back(std::move(month));
      });
  return found;
}

std::string ArchiveIndex::month_holding(std::string_view uid) {
  Statement find(db_,
                 "SELECT reason FROM pruned WHERE uid = ?1 AND reason GLOB 'archive *' AND NOT "
                 "EXISTS (SELECT 1 FROM traces t WHERE t.uid = ?1)");
  const auto row = find.with(uid).step();
  return row ? std::string(month_of_receipt(row->text(0))) : std::string();
}

std::vector<std::string> ArchiveIndex::hidden(std::string_view month) {
  std::vector<std::string> uids;
  Statement(db_, "SELECT value FROM meta, json_each(meta.v) WHERE k = ?1")
      .with(key(kBoth, month))
      .each([&](const Row& row) { uids.emplace_back(row.text(0)); });
  return uids;
}

std::vector<std::string> ArchiveIndex::months_with_hidden() {
  std::vector<std::string> found;
  Statement(db_,
            "SELECT substr(k, 14) FROM meta WHERE k >= 'archive_both:' AND k < 'archive_both;'")
      .each([&](const Row& row) { found.emplace_back(row.text(0)); });
  return found;
}

void ArchiveIndex::set_leaving(std::string_view month, const std::vector<std::string>& uids) {
  Statement add(db_,
                "INSERT INTO meta(k, v) VALUES (?1, json_array(?2)) ON CONFLICT(k) DO UPDATE SET v "
                "= json_insert(v, '$[#]', ?2) WHERE NOT EXISTS (SELECT 1 FROM json_each(v) WHERE "
                "value = ?2)");
  for (const auto& uid : uids) add.with(key(kBoth, month), uid).run();
}

void ArchiveIndex::set_dropped(std::string_view month, std::string_view uid) {
  Statement(db_,
            "UPDATE meta SET v = (SELECT json_group_array(value) FROM json_each(meta.v) WHERE "
            "value <> ?2) WHERE k = ?1")
      .with(key(kBoth, month), uid)
      .run();
  Statement(db_, "DELETE FROM meta WHERE k = ?1 AND v = '[]'").with(key(kBoth, month)).run();
}

void ArchiveIndex::set_moved(std::string_view month, std::int64_t trace) {
  Statement uid(db_, "SELECT uid FROM traces WHERE id = ?1");
  set_dropped(month, uid.with(trace).step()->text(0));
  uid.reset();
  Statement find(db_, "SELECT v FROM meta WHERE k = ?1");
  const auto known = find.with(key(kSpan, month)).step();
  auto span = read_month(month, known ? known->text(0) : std::string_view());
  find.reset();
  Statement(db_, kTimes).with(trace).each([&](const Row& row) {
    widen(span.starts, row, 0);
    widen(span.rows, row, 2);
  });
  ++span.traces;
  Statement(db_, "INSERT OR REPLACE INTO meta(k, v) VALUES (?1, ?2)")
      .with(key(kSpan, month), written(span))
      .run();
}

void ArchiveIndex::set_back(std::string_view month, std::string_view uid) {
  set_leaving(month, {std::string(uid)});
  Statement(db_, "DELETE FROM pruned WHERE uid = ?1").with(uid).run();
  Statement find(db_, "SELECT v FROM meta WHERE k = ?1");
  const auto known = find.with(key(kSpan, month)).step();
  if (!known) return;
  auto span = read_month(month, known->text(0));
  find.reset();
  --span.traces;
  if (span.traces <= 0)
    Statement(db_, "DELETE FROM meta WHERE k = ?1").with(key(kSpan, month)).run();
  else
    Statement(db_, "UPDATE meta SET v = ?2 WHERE k = ?1")
        .with(key(kSpan, month), written(span))
        .run();
}

}  // namespace trace::store
