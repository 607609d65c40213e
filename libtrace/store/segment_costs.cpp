#include "store/segment_costs.h"

#include "store/rollup_rows.h"

namespace trace::store {
namespace {

using enum SegmentColumn;

constexpr std::array kMadeOf{quarter,        micros, input,     cache_read,           cache_write,
                             cache_write_1h, output, reasoning, SegmentColumn::model, provider,
                             batch};

bool is_kept(Database& db, const CostRule& rule) {
  if (rule.mode == CostMode::reported) return true;
  const auto state = rollup_state(db);
  return rule.mode == CostMode::automatic && state && state->prices == rule.rollup_prices;
}

std::optional<std::int64_t> known(std::int64_t value) {
  if (value == kMissing) return std::nullopt;
  return value;
}

}  // namespace

SegmentCosts::SegmentCosts(Database& db, const CostRule& rule)
    : names_(db), rule_(rule), cost_(names_, rule), is_kept_(is_kept(db, rule)) {}

void SegmentCosts::prepare(SegmentQuery& query) const {
  if (rule_.mode == CostMode::reported) query.only_reported();
  if (is_kept_ || !query.parts().has(UsagePart::cost)) return;
  for (const SegmentColumn column : kMadeOf) query.need(column);
}

void SegmentCosts::settle(const SegmentQuery& query, SegmentBytes& bytes) {
  if (is_kept_ || !query.needs(bytes.span, cost)) return;
  SegmentValues values;
  for (std::size_t i = 0; i < kSegmentColumns; ++i) {
    if (!query.needs(bytes.span, static_cast<SegmentColumn>(i))) continue;
    values[i].resize(static_cast<std::size_t>(bytes.span.requests));
    unpack_column(bytes.columns[i], values[i]);
  }
  const auto at = [&](SegmentColumn column, std::size_t row) {
    return values[static_cast<std::size_t>(column)][row];
  };
  auto& costs = values[static_cast<std::size_t>(cost)];
  auto& sources = values[static_cast<std::size_t>(cost_source)];
  UsageSample sample;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const bool was_computed = sources[i] == kComputedHere;
    sample.cost_nusd = was_computed ? std::nullopt : known(costs[i]);
    sample.cost_source =
        was_computed ? model::CostSource::unknown : static_cast<model::CostSource>(sources[i]);
    sample.tokens = {known(at(input, i)),       known(at(cache_read, i)),
                     known(at(cache_write, i)), known(at(cache_write_1h, i)),
                     known(at(output, i)),      known(at(reasoning, i))};
    cost_.settle({at(SegmentColumn::model, i),
                  known(at(provider, i)),
                  {at(quarter, i) * kQuarterMicros + at(micros, i)},
                  at(batch, i) != 0},
                 sample);
    costs[i] = sample.cost_nusd.value_or(kMissing);
    sources[i] = static_cast<std::int64_t>(sample.cost_source);
  }
  bytes.columns[static_cast<std::size_t>(cost)] = pack_column(costs);
  bytes.columns[static_cast<std::size_t>(cost_source)] = pack_column(sources);
}

}  // namespace trace::store
