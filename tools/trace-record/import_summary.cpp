#include "trace-record/import_summary.h"

#include <algorithm>

namespace trace::tools {
namespace {

std::string counted(std::uint64_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string text_of(const ImportCounts& c) {
  const auto kept = c.frames - std::min(c.frames, c.withheld);
  const auto known = std::min(c.known, kept);
  auto text = counted(c.files, "file") + ", " + counted(c.lines, "line") + " in " +
              counted(c.frames, "record") + ", " + std::to_string(kept - known) + " new, " +
              std::to_string(known) + " known, " + std::to_string(c.rejected) + " not understood";
  if (c.withheld > 0) text += ", " + std::to_string(c.withheld) + " with content left out";
  return text;
}

}  // namespace

void ImportSummary::add(std::string_view dialect, const ingest::FeedCounters& counters) {
  auto& sum = by_dialect_[std::string(dialect)];
  ++sum.files;
  sum.lines += counters.lines;
  sum.frames += counters.frames;
  sum.withheld += counters.withheld;
  sum.rejected += counters.rejected;
  lines_ += counters.lines;
}

void ImportSummary::set_known(const std::map<std::string, std::int64_t>& frames) {
  for (const auto& [dialect, known] : frames)
    if (const auto sum = by_dialect_.find(dialect); sum != by_dialect_.end())
      sum->second.known = static_cast<std::uint64_t>(known);
}

std::uint64_t ImportSummary::rejected() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& [dialect, counts] : by_dialect_) sum += counts.rejected;
  return sum;
}

std::vector<std::string> ImportSummary::text() const {
  std::vector<std::string> lines;
  std::uint64_t files = 0;
  for (const auto& [dialect, counts] : by_dialect_) {
    files += counts.files;
    lines.push_back(dialect + ": " + text_of(counts));
  }
  auto all = counted(files, "file") + " read";
  if (unchanged_ > 0) all += ", " + std::to_string(unchanged_) + " unchanged";
  if (left_out_ > 0) all += ", " + std::to_string(left_out_) + " left out";
  if (unread_ > 0) all += ", " + std::to_string(unread_) + " could not be read";
  lines.push_back(all);
  return lines;
}

}  // namespace trace::tools
