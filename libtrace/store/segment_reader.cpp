#include "store/segment_reader.h"

#include "store/segment_workers.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <thread>

namespace trace::store {
namespace {

// Fewer segments are counted faster than threads begin.
constexpr std::size_t kWorthThreads = 8;

std::size_t threads_for(std::size_t segments) {
  if (segments < kWorthThreads) return 0;
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
}

}  // namespace

std::optional<std::vector<RowPiece>> SegmentReader::read(const UsageQuestion& question,
                                                         const SegmentGroups::Take& take) {
  if (question.costs.rollup_prices.empty() || !has_segments(db_)) return std::nullopt;
  auto query = SegmentQuery::make(db_, question.by, question.filter);
  if (!query) return std::nullopt;
  SegmentTable table(db_);
  pieces_.clear();
  const auto spans = current(question.filter, table);
  if (spans.empty() || !query->may_hold(spans)) return std::nullopt;
  std::mutex mutex;  // runs are looked up from all threads
  query->ask(question.parts, spans, question.bucket, [&](Dimension dimension, std::int64_t trace) {
    const std::lock_guard lock(mutex);
    return traces_.value(dimension, trace);
  });
  SegmentCosts(db_, question.costs).prepare(*query);
  if (!count(*query, question, spans, take)) return std::nullopt;
  return std::move(pieces_);
}

std::vector<SegmentSpan> SegmentReader::current(const Filter& filter, SegmentTable& table) {
  auto spans = table.spans();
  const auto stale = table.stale();
  for (const SegmentSpan& span : spans)
    if (stale.count(span.last_id) > 0)
      pieces_.push_back({filter.since, filter.until, span.after_id, span.last_id});
  pieces_.push_back({filter.since, filter.until, spans.empty() ? 0 : spans.back().last_id,
                     std::numeric_limits<std::int64_t>::max()});
  std::erase_if(spans, [&](const SegmentSpan& span) { return stale.count(span.last_id) > 0; });
  return spans;
}

bool SegmentReader::count(const SegmentQuery& query, const UsageQuestion& question,
                          std::vector<SegmentSpan> spans, const SegmentGroups::Take& take) {
  std::erase_if(spans, [&](const SegmentSpan& span) { return !query.overlaps(span); });
  const std::size_t threads = threads_for(spans.size());
  const auto of_trace = std::find_if(question.by.rbegin(), question.by.rend(), is_of_trace);
  const bool has_root =
      std::find(question.by.begin(), question.by.end(), Dimension::root) != question.by.end();
  if (threads > 0 && of_trace != question.by.rend())
    traces_.read_all(has_root ? Dimension::root : *of_trace);
  if (question.costs.prices != nullptr) question.costs.prices->models();  // before threads do
  SegmentWorkers workers(query, question.costs, spans);
  const SegmentGroups& counted = workers.run(db_, threads);
  if (!counted.is_overfull()) counted.each(take);
  return !counted.is_overfull();
}

}  // namespace trace::store
