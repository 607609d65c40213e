#include "store/store_report.h"

#include <filesystem>

namespace trace::store {
namespace {

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kHour = 60 * kMinute;

std::int64_t number(Database& db, const char* sql) {
  Statement statement(db, sql);
  return statement.step()->i64(0);
}

std::int64_t count_since(Database& db, const char* sql, std::int64_t since) {
  Statement statement(db, sql);
  return statement.with(since).step()->i64(0);
}

std::optional<base::UnixMicros> time_of(Database& db, const char* sql) {
  Statement statement(db, sql);
  const auto value = statement.step()->maybe_i64(0);
  if (!value) return std::nullopt;
  return base::UnixMicros{*value};
}

std::int64_t file_bytes(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

// The events since a moment. Ids rise with arrival, and arrival with time but for imports: the
// first id of the span is found by halving, and the ids from there on are counted.
std::int64_t events_since(Database& db, std::int64_t since) {
  const std::int64_t newest = number(db, "SELECT coalesce(max(id), 0) FROM events");
  Statement at(db, "SELECT at FROM events WHERE id >= ?1 ORDER BY id LIMIT 1");
  std::int64_t low = 1;
  std::int64_t high = newest + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto row = at.with(middle).step();
    if (row && row->i64(0) < since) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return newest + 1 - low;
}

}  // namespace

StoreReport report_store(Database& db, base::UnixMicros now) {
  StoreReport report;
  report.bytes = file_bytes(db.path());
  report.wal_bytes = file_bytes(db.path() + "-wal");
  report.free_bytes = number(db, "PRAGMA freelist_count") * number(db, "PRAGMA page_size");
  report.schema = number(db, "PRAGMA user_version");
  report.traces = number(db, "SELECT count(*) FROM traces");
  report.events = number(db, "SELECT coalesce(sum(event_count), 0) FROM traces");
  report.requests = number(db, "SELECT count(*) FROM requests");
  report.contents = number(db, "SELECT count(*) FROM contents");
  report.oldest = time_of(db, "SELECT min(at) FROM traces");
  report.newest = time_of(db, "SELECT max(at) FROM traces");
  report.queued = number(db, "SELECT count(*) FROM traces WHERE status = 0");
  report.running = number(db, "SELECT count(*) FROM traces WHERE status = 1");
  report.events_last_minute = events_since(db, now.v - kMinute);
  report.events_last_hour = events_since(db, now.v - kHour);
  report.requests_last_hour =
      count_since(db, "SELECT count(*) FROM requests WHERE at >= ?1", now.v - kHour);
  report.traces_last_day =
      count_since(db, "SELECT count(*) FROM traces WHERE at >= ?1", now.v - 24 * kHour);
  return report;
}

std::vector<std::pair<std::string, std::int64_t>> table_sizes(Database& db) {
  std::vector<std::pair<std::string, std::int64_t>> sizes;
  Statement statement(
      db, "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE ORDER BY pgsize DESC, name");
  statement.each([&](const Row& row) { sizes.emplace_back(row.text(0), row.i64(1)); });
  return sizes;
}

}  // namespace trace::store
