#include "store/segment_writer.h"

#include "store/rollup_rows.h"
#include "store/usage_sample.h"

#include <algorithm>

namespace trace::store {

void SegmentWriter::begin(std::int64_t after_id) {
  span_ = {};
  span_.after_id = after_id;
  for (auto& column : values_) {
    column.clear();
    column.reserve(static_cast<std::size_t>(full_));
  }
}

void SegmentWriter::append(SegmentColumn column, const std::optional<std::int64_t>& value) {
  values_[static_cast<std::size_t>(column)].push_back(value.value_or(kMissing));
}

void SegmentWriter::hold(const Row& row, const UsageSample& sample, bool was_computed) {
  using enum SegmentColumn;
  const PricedCall call = read_call(row);
  const std::int64_t at = quarter_of(call.at);
  append(quarter, at);
  append(micros, call.at.v - start_of(RollupGrain::quarter, at).v);
  append(status, static_cast<std::int64_t>(sample.status));
  append(input, sample.tokens.input);
  append(cache_read, sample.tokens.cache_read);
  append(cache_write, sample.tokens.cache_write);
  append(cache_write_1h, sample.tokens.cache_write_1h);
  append(output, sample.tokens.output);
  append(reasoning, sample.tokens.reasoning);
  append(cost, sample.cost_nusd);
  append(cost_source, was_computed ? kComputedHere : static_cast<std::int64_t>(sample.cost_source));
  append(duration, sample.duration_ms);
  append(ttft, sample.ttft_ms);
  append(SegmentColumn::model, call.model);
  append(provider, call.provider);
  int column = kSampleColumnCount;
  for (const auto extra : {token, account, user, mode, trace})
    append(extra, row.maybe_i64(column++));
  append(batch, call.is_batch ? 1 : 0);
  span_.first_at = span_.requests == 0 ? call.at : std::min(span_.first_at, call.at);
  span_.last_at = span_.requests == 0 ? call.at : std::max(span_.last_at, call.at);
  ++span_.requests;
}

bool SegmentWriter::add(const Row& row, const UsageSample& sample, bool was_computed) {
  hold(row, sample, was_computed);
  if (span_.requests < full_) return false;
  finish(read_call(row).id);
  return true;
}

void SegmentWriter::finish(std::int64_t last_id) {
  span_.last_id = last_id;
  table_.put(span_, values_);
  begin(last_id);
}

}  // namespace trace::store
