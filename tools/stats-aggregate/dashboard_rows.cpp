#include "stats-aggregate/dashboard_rows.h"

#include "calendar/rfc3339.h"
#include "stats-aggregate/metrics.h"

#include <array>

namespace trace::tools {
namespace {

using formats::Cell;

constexpr std::array<std::string_view, 6> kKeys{"request_count", "error_count", "success_rate",
                                                "total_tokens",  "cost_usd",    "unpriced_count"};

class Rows {
 public:
  explicit Rows(formats::RowWriter& writer) : writer_(writer) {
    std::vector<formats::Column> columns{{.key = "part"}, {.key = "name"}, {.key = "model"}};
    for (const std::string_view key : kKeys) {
      auto& column = columns.emplace_back();
      column.key = key;
      column.right_aligned = true;
    }
    writer_.begin(columns);
  }
  ~Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  void add(std::string_view part, const std::string& name, std::string_view model,
           store::UsageTally tally) {
    std::array<std::string, kKeys.size()> texts;
    std::vector<Cell> cells{part, std::string_view(name), {}};
    if (!model.empty()) cells.back() = model;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      cells.emplace_back();
      for (const Metric& metric : metrics()) {
        if (metric.key != kKeys[i]) continue;
        const auto number = metric.read(tally);
        if (!number) continue;
        texts[i] = *number;
        cells.back() = formats::JsonText{texts[i]};
      }
    }
    writer_.row(cells);
  }
  void end() { writer_.end(); }

 private:
  formats::RowWriter& writer_;
};

}  // namespace

void write_dashboard_rows(const DashboardView& view, const calendar::Zone& zone,
                          formats::RowWriter& writer) {
  Rows rows(writer);
  std::string today;
  zone.append_day(today, view.today);
  rows.add("today", today, {}, view.of_today);
  for (const auto& day : view.days) rows.add("day", day_text(day, zone), {}, day.tally);
  for (const auto& model : view.models) rows.add("model", name_text(model), {}, model.tally);
  for (const auto& request : view.last) {
    store::UsageTally tally;
    tally.add(request.sample);
    rows.add("request", calendar::rfc3339(request.at), request.model, tally);
  }
  rows.end();
}

}  // namespace trace::tools
