// What an import did, by dialect, and the lines that say so. Plain counters; for the main thread.
#pragma once

#include "base/error.h"
#include "ingest/line_feed.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

struct ImportCounts {
  std::uint64_t files = 0, lines = 0, frames = 0, known = 0, withheld = 0, rejected = 0;
};

class ImportSummary {
 public:
  // A file was read to its end.
  void add(std::string_view dialect, const ingest::FeedCounters& counters);
  void add_unchanged() noexcept { ++unchanged_; }
  void add_left_out() noexcept { ++left_out_; }
  void add_unread() noexcept { ++unread_; }
  // Bytes that were not understood beside the lines that were counted: a damaged packed file.
  void add_damaged(std::string_view dialect) { ++by_dialect_[std::string(dialect)].rejected; }
  void set_known(const std::map<std::string, std::int64_t>& frames);

  std::uint64_t rejected() const noexcept;
  std::uint64_t lines() const noexcept { return lines_; }
  std::uint64_t unread() const noexcept { return unread_; }
  // One line a dialect, then one for all.
  std::vector<std::string> text() const;

 private:
  std::map<std::string, ImportCounts> by_dialect_;
  std::uint64_t unchanged_ = 0, left_out_ = 0, unread_ = 0, lines_ = 0;
};

}  // namespace trace::tools
