// What a store knows of its archives: which trace went into which month (its receipt in `pruned`
// says `archive 2026-03`), what times a month spans, and which traces stand in the store and in an
// archive at once, where the store is right: those on their way out or back. Kept in the same
// transactions as the rows, so that whoever is killed leaves each trace shown once. Belongs to the
// thread of its Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// Times of rows: from the first to the last.
struct TimeSpan {
  base::UnixMicros first{INT64_MAX}, last{INT64_MIN};
};

// A month that has traces which are in the archive alone.
struct ArchiveMonth {
  std::string name;  // 2026-03
  std::int64_t traces = 0;
  TimeSpan starts{};  // of its traces
  TimeSpan rows{};    // of events, requests and what was said in them
};

// The name of the month that a time lies in, in UTC, and when the next one begins.
std::string month_of(base::UnixMicros at);
base::UnixMicros end_of_month(base::UnixMicros at);
// What the receipt of a trace in that month says; the month that a receipt names, or nothing.
std::string archive_receipt(std::string_view month);
std::string_view month_of_receipt(std::string_view reason) noexcept;

class ArchiveIndex {
 public:
  // `db` is the store and must outlive this.
  explicit ArchiveIndex(Database& db) : db_(db) {}
  // Months that have traces, the newest first.
  std::vector<ArchiveMonth> months();
  // The month of a trace that is in an archive alone; empty: it is in none.
  std::string month_holding(std::string_view uid);
  // Ids of traces that the store shows, though they stand in the month's archive, too.
  std::vector<std::string> hidden(std::string_view month);
  // Months with such traces.
  std::vector<std::string> months_with_hidden();

  // REQUIRES for what follows: a transaction is open. The trace is about to be copied.
  void set_leaving(std::string_view month, const std::vector<std::string>& uids);
  // It goes from the store; call it while its rows are there.
  void set_moved(std::string_view month, std::int64_t trace);
  // It is back in the store, or was begun anew.
  void set_back(std::string_view month, std::string_view uid);
  // It is in the archive no more.
  void set_dropped(std::string_view month, std::string_view uid);

 private:
  Database& db_;
};

}  // namespace trace::store
