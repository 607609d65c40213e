#include "store/segment_reader.h"

#include "store/segment_workers.h"

#include <algorithm>
#include <limits>

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
  query->ask(question.parts, spans, question.bucket);
  SegmentCosts costs(db_, question.costs);
  costs.prepare(*query);
  if (!count(*query, spans, table, costs, take)) return std::nullopt;
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

bool SegmentReader::count(const SegmentQuery& query, const std::vector<SegmentSpan>& spans,
                          SegmentTable& table, SegmentCosts& costs,
                          const SegmentGroups::Take& take) {
  SegmentWorkers workers(query, threads_for(spans.size()));
  for (const SegmentSpan& span : spans)
    if (query.overlaps(span)) {
      SegmentBytes bytes = bytes_of(query, span, table);
      costs.settle(bytes);
      workers.add(std::move(bytes));
    }
  const auto counted = workers.finish();
  for (const auto* groups : counted)
    if (groups->is_overfull()) return false;
  for (const auto* groups : counted) groups->each(take);
  return true;
}

SegmentBytes SegmentReader::bytes_of(const SegmentQuery& query, const SegmentSpan& span,
                                     SegmentTable& table) {
  SegmentBytes bytes;
  bytes.span = span;
  for (std::size_t i = 0; i < kSegmentColumns; ++i) {
    const auto column = static_cast<SegmentColumn>(i);
    if (query.needs(span, column)) bytes.columns[i] = table.read(span, column);
  }
  for (const Dimension dimension : query.by()) {
    if (!is_of_trace(dimension)) continue;
    auto& values = bytes.of_trace.emplace_back(static_cast<std::size_t>(span.requests));
    unpack_column(bytes.columns[static_cast<std::size_t>(SegmentColumn::trace)], values);
    std::int64_t last = kMissing, shown = kMissing;
    for (std::int64_t& value : values) {
      if (value != last) shown = traces_.value(dimension, last = value);
      value = shown;
    }
  }
  return bytes;
}

}  // namespace trace::store
