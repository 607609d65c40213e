#include "stats-aggregate/usage_table.h"

#include "stats-aggregate/buckets.h"
#include "stats-aggregate/charts.h"
#include "stats-aggregate/metrics.h"

#include <algorithm>
#include <array>

namespace trace::tools {
namespace {

using formats::Cell;

// A name is cut before a column leaves, down to this; a number is never longer than that.
constexpr int kNameWidth = 18, kNumberWidth = 12;

// What bars compare: cost where any is known, else requests.
std::vector<std::int64_t> weights(const std::vector<store::UsageGroup>& groups) {
  const bool by_cost = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    return group.tally.cost_nusd.value_or(0) > 0;
  });
  std::vector<std::int64_t> out;
  out.reserve(groups.size());
  for (const auto& group : groups)
    out.push_back(by_cost ? group.tally.cost_nusd.value_or(0) : group.tally.requests);
  return out;
}

std::string known_fields(const std::vector<store::Dimension>& by) {
  std::string words;
  for (const auto dimension : by) words += std::string(store::name(dimension)) + ", ";
  for (const auto& metric : metrics())
    words += std::string(metric.key) + (&metric == &metrics().back() ? "" : ", ");
  return words;
}

}  // namespace

UsageTable::UsageTable(std::vector<store::Dimension> by, const std::vector<std::string>& fields,
                       const calendar::Zone& zone, bool for_people)
    : by_(std::move(by)), zone_(zone), for_people_(for_people), buckets_(by_.size()) {
  for (const auto& field : fields) pick(field);
  if (!fields.empty()) return;
  for (std::size_t i = 0; i < by_.size(); ++i) picked_.push_back({true, i});
  for (std::size_t i = 0; i < metrics().size(); ++i) picked_.push_back({false, i});
}

void UsageTable::pick(std::string_view field) {
  for (std::size_t i = 0; i < by_.size(); ++i)
    if (store::name(by_[i]) == field) return picked_.push_back({true, i});
  for (std::size_t i = 0; i < metrics().size(); ++i)
    if (metrics()[i].key == field) return picked_.push_back({false, i});
  throw base::Failure(base::Errc::bad_usage,
                      "unknown field in --fields; accepted: " + known_fields(by_));
}

store::UsageParts UsageTable::parts() const {
  store::UsageParts parts;
  if (for_people_ || chart_columns_ > 0) parts = store::UsagePart::cost;  // bars, unpriced models
  for (const auto& picked : picked_)
    if (!picked.is_dimension) parts = parts | metrics()[picked.index].parts;
  return parts;
}

std::vector<formats::Column> UsageTable::columns() const {
  std::vector<formats::Column> columns;
  for (const auto& picked : picked_) {
    formats::Column column;
    if (picked.is_dimension) {
      column.key = store::name(by_[picked.index]);
      column.priority = 0;
      if (is_compact_) column.min_width = kNameWidth;
    } else {
      const auto& metric = metrics()[picked.index];
      column.key = metric.key;
      column.title = is_compact_ ? short_title(metric) : metric.title;
      column.priority = metric.priority;
      if (is_compact_) column.min_width = kNumberWidth;
      column.right_aligned = true;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

const std::string& UsageTable::text_of_bucket(std::size_t dimension, base::UnixMicros start) const {
  BucketText& last = buckets_[dimension];
  if (last.start != start) last = {start, bucket_text(by_[dimension], start, zone_, for_people_)};
  return last.text;
}

// The text of a value; empty and no text when it is not known.
std::string UsageTable::text_of(const Picked& picked, store::UsageGroup& group,
                                bool& is_known) const {
  is_known = true;
  if (picked.is_dimension) {
    const auto& value = group.key[picked.index];
    if (const auto* start = std::get_if<base::UnixMicros>(&value))
      return text_of_bucket(picked.index, *start);
    if (const auto* name = std::get_if<std::string>(&value)) return *name;
  } else {
    const auto& metric = metrics()[picked.index];
    auto number = metric.read(group.tally);
    if (is_compact_) return at_a_glance(metric, number);
    if (number) return *std::move(number);
  }
  is_known = false;
  return {};
}

void UsageTable::fill(store::UsageGroup& group, std::vector<std::string>& texts,
                      std::vector<Cell>& cells) const {
  texts.assign(picked_.size(), {});
  cells.assign(picked_.size(), {});
  for (std::size_t i = 0; i < picked_.size(); ++i) {
    bool is_known = false;
    texts[i] = text_of(picked_[i], group, is_known);
    if (!is_known) continue;
    if (picked_[i].is_dimension || is_compact_)
      cells[i] = std::string_view(texts[i]);
    else
      cells[i] = formats::JsonText{texts[i]};
  }
}

void UsageTable::write(std::vector<store::UsageGroup>& groups, formats::RowWriter& writer) const {
  auto all = columns();
  if (chart_columns_ > 0) {
    formats::Column chart;
    chart.key = "chart";
    chart.title = " ";
    chart.priority = 0;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(by_.size()), chart);
  }
  writer.begin(all);
  const auto weight = weights(groups);
  const std::int64_t most = weight.empty() ? 0 : *std::max_element(weight.begin(), weight.end());
  std::vector<std::string> texts;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    fill(groups[i], texts, cells);
    const std::string drawn = bar(weight[i], most, chart_columns_);
    if (chart_columns_ > 0)
      cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(by_.size()),
                   std::string_view(drawn));
    writer.row(cells);
  }
  writer.end();
}

void UsageTable::write_upright(store::UsageGroup& group, formats::RowWriter& writer) const {
  const std::array<formats::Column, 2> two{
      formats::Column{.key = "metric", .priority = 0},
      formats::Column{.key = "value", .right_aligned = true, .priority = 0}};
  writer.begin(two);
  const auto all = columns();
  std::vector<std::string> texts;
  std::vector<Cell> cells;
  fill(group, texts, cells);
  for (std::size_t i = 0; i < cells.size(); ++i)
    writer.row(std::array<Cell, 2>{std::string_view(all[i].key), cells[i]});
  writer.end();
}

}  // namespace trace::tools
