#include "stats-aggregate/html_reports.h"

#include "stats-aggregate/buckets.h"
#include "stats-aggregate/compact_text.h"
#include "stats-aggregate/html_page.h"

#include <algorithm>

namespace trace::tools {
namespace {

using store::UsageGroup;
using store::UsageTally;

constexpr std::size_t kMostBars = 120;

std::vector<std::pair<std::string, std::string>> figures_of(UsageTally tally) {
  return {{"requests", compact_count(tally.requests)},
          {"success", compact_rate(tally.success_rate())},
          {"tokens", compact_count(tally.total_tokens)},
          {"cost", compact_cost(tally.cost_nusd)},
          {"without a known cost", compact_count(tally.unpriced)},
          {"p95 duration", compact_duration(tally.duration_ms.percentile(95))},
          {"p95 first token", compact_duration(tally.ttft_ms.percentile(95))}};
}

bool has_cost(const std::vector<UsageGroup>& groups) {
  return std::any_of(groups.begin(), groups.end(),
                     [](const auto& group) { return group.tally.cost_nusd.value_or(0) > 0; });
}

template <typename Label>
std::vector<BarRow> bars_of(const std::vector<UsageGroup>& groups, Label&& label) {
  const bool by_cost = has_cost(groups);
  std::vector<BarRow> rows;
  for (const auto& group : groups) {
    if (rows.size() == kMostBars) break;
    const auto& tally = group.tally;
    rows.push_back({label(group),
                    compact_cost(tally.cost_nusd) + " · " + compact_count(tally.requests),
                    by_cost ? tally.cost_nusd.value_or(0) : tally.requests});
  }
  return rows;
}

std::string label_of(const UsageGroup& group, store::Dimension dimension,
                     const calendar::Zone& zone) {
  if (const auto* start = std::get_if<base::UnixMicros>(&group.key[0]))
    return bucket_text(dimension, *start, zone, true);
  return name_text(group);
}

void write_last(const DashboardView& view, const calendar::Zone& zone, HtmlPage& page) {
  const auto table = page.table("Last requests");
  const std::vector<formats::Column> columns{{.key = "time"},
                                             {.key = "model"},
                                             {.key = "status"},
                                             {.key = "duration", .right_aligned = true},
                                             {.key = "cost", .right_aligned = true}};
  table->begin(columns);
  for (const auto& request : view.last) {
    std::string when;
    zone.append_local(when, request.at);
    const std::string duration = compact_duration(request.sample.duration_ms),
                      cost = compact_cost(request.sample.cost_nusd);
    table->row(std::vector<formats::Cell>{std::string_view(when), std::string_view(request.model),
                                          model::name(request.sample.status),
                                          std::string_view(duration), std::string_view(cost)});
  }
  table->end();
}

}  // namespace

void write_html(Counting& counting, const std::vector<store::Dimension>& by,
                const UsageTable& table, std::vector<UsageGroup>& groups, formats::ByteSink& sink) {
  std::string title = "Usage";
  for (std::size_t i = 0; i < by.size(); ++i)
    title += (i == 0 ? " by " : ", ") + std::string(store::name(by[i]));
  HtmlPage page(sink, title);
  page.figures(figures_of(counting.count({}, counting.filter()).front().tally));
  if (!by.empty()) {
    const auto first = by.size() == 1 ? groups : counting.count({by.front()}, counting.filter());
    page.bars("By " + std::string(store::name(by.front())), bars_of(first, [&](const auto& group) {
                return label_of(group, by.front(), counting.zone());
              }));
  }
  table.write(groups, *page.table("Rows"));
  page.end();
}

void write_html(const DashboardView& view, const calendar::Zone& zone, formats::ByteSink& sink) {
  std::string day;
  zone.append_day(day, view.today);
  HtmlPage page(sink, "Usage on " + day);
  page.figures(figures_of(view.of_today));
  page.bars("Last 7 days",
            bars_of(view.days, [&](const auto& group) { return day_text(group, zone); }));
  page.bars("Models", bars_of(view.models, [](const auto& group) { return name_text(group); }));
  write_last(view, zone, page);
  page.end();
}

}  // namespace trace::tools
