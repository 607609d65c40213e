#include "stats-aggregate/dashboard_text.h"

#include "stats-aggregate/charts.h"
#include "stats-aggregate/compact_text.h"

#include "formats/display_width.h"
#include "formats/terminal_text.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace trace::tools {
namespace {

constexpr int kNarrowest = 40, kWidest = 200, kMiddle = 70, kWide = 100;
constexpr std::size_t kMostModels = 7;

std::string cell(std::string_view text, int columns, bool right) {
  std::string cut;
  formats::append_elided(cut, formats::terminal_text(text), columns);
  const int gap = columns - formats::display_width(cut);
  const std::string blanks(static_cast<std::size_t>(std::max(0, gap)), ' ');
  return right ? blanks + cut : cut + blanks;
}

class Screen {
 public:
  Screen(const DashboardView& view, const calendar::Zone& zone, int width, bool color)
      : view_(view),
        zone_(zone),
        width_(std::clamp(width == 0 ? 80 : width, kNarrowest, kWidest)),
        color_(color) {}

  std::string draw() {
    head();
    if (width_ >= kWide)
      side_by_side();
    else
      for (const std::string& day : days(width_)) line(day);
    budgets();
    last();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    std::string cut;
    formats::append_elided(cut, text, width_);
    while (!cut.empty() && cut.back() == ' ') cut.pop_back();
    out_ += cut + "\n";
  }
  void title(const std::string& text) {
    line("");
    if (color_) out_ += "\x1b[1m";
    out_ += text;
    if (color_) out_ += "\x1b[0m";
    out_ += "\n";
  }

  void head() {
    const auto& t = view_.of_today;
    std::string day;
    zone_.append_day(day, view_.today);
    const std::string counts =
        compact_count(t.requests) + " requests  " + compact_rate(t.success_rate()) + " ok";
    const std::string sums =
        compact_count(t.total_tokens) + " tokens  " + compact_cost(t.cost_nusd) +
        (t.unpriced > 0 ? " + " + compact_count(t.unpriced) + " unpriced" : "");
    const std::string graph = sparkline(view_.hours);
    if (width_ >= kWide) {
      line("Today " + day + "  " + counts + "  " + sums + "  by hour " + graph);
    } else if (width_ >= kMiddle) {
      line("Today " + day + "  by hour " + graph);
      line(counts + "  " + sums);
    } else {
      line("Today " + day.substr(5) + "  " + graph);
      line(counts);
      line(sums);
    }
  }

  // The seven days with their heading, each line as wide as said.
  std::vector<std::string> days(int width) const {
    std::vector<std::string> lines{"", heading("Last 7 days", width)};
    std::int64_t most = 0;
    for (const auto& day : view_.days) most = std::max(most, weight(day.tally));
    for (const auto& day : view_.days) {
      const std::string numbers = " " + cell(compact_count(day.tally.requests), 6, true) + " " +
                                  cell(compact_cost(day.tally.cost_nusd), 9, true);
      const int room = width - 6 - 17;  // the date before, the numbers behind
      lines.push_back(day_text(day, zone_).substr(5) + " " +
                      cell(bar(weight(day.tally), most, room), room, false) + numbers);
    }
    return lines;
  }
  // What bars show: cost where any is known, else requests.
  std::int64_t weight(const store::UsageTally& tally) const {
    const bool has_cost = std::any_of(view_.days.begin(), view_.days.end(), [](const auto& day) {
      return day.tally.cost_nusd.value_or(0) > 0;
    });
    return has_cost ? tally.cost_nusd.value_or(0) : tally.requests;
  }
  std::string heading(std::string_view text, int width) const {
    const std::string padded = cell(text, width, false);
    return color_ ? "\x1b[1m" + padded + "\x1b[0m" : padded;
  }

  std::vector<std::string> models(int width) const {
    std::vector<std::string> lines{"", heading("Models", width)};
    for (std::size_t i = 0; i < std::min(view_.models.size(), kMostModels); ++i) {
      const auto& model = view_.models[i];
      lines.push_back(cell(name_text(model), width - 24, false) + " " +
                      cell(compact_count(model.tally.requests), 6, true) + " " +
                      cell(compact_count(model.tally.total_tokens), 6, true) + " " +
                      cell(compact_cost(model.tally.cost_nusd), 9, true));
    }
    return lines;
  }
  void side_by_side() {
    constexpr int kGap = 3;
    const int left = (width_ - kGap) / 2, right = width_ - kGap - left;
    const auto a = days(left), b = models(right);
    for (std::size_t i = 0; i < a.size(); ++i)
      out_ +=
          a[i].empty() ? "\n" : a[i] + (i < b.size() ? std::string(kGap, ' ') + b[i] : "") + "\n";
  }

  // The ones that are used most; the screen has no room for more.
  void budgets() {
    if (view_.budgets.empty()) return;
    constexpr std::size_t kMost = 4;
    title("Budgets");
    for (std::size_t i = 0; i < std::min(view_.budgets.size(), kMost); ++i) {
      const BudgetUse& use = view_.budgets[i];
      const std::string share =
          use.used ? std::to_string(std::llround(use.share * 100)) + " %" : "unknown";
      const std::string name = use.budget + (use.group.empty() ? "" : ": " + use.group);
      const int room = width_ / 3;
      const auto part = static_cast<std::int64_t>(std::clamp(use.share, 0.0, 1.0) * 1000);
      line(cell(name, width_ - room - 10, false) + " " + cell(bar(part, 1000, room), room, false) +
           " " + cell(share, 8, true));
    }
  }
  void last() {
    if (view_.last.empty()) return;
    title("Last requests");
    const bool is_short = width_ < kMiddle;
    const std::size_t most = view_.budgets.empty() ? view_.last.size() : 3;  // one screen
    for (const auto& request : std::span(view_.last).first(std::min(most, view_.last.size()))) {
      std::string when;
      zone_.append_local(when, request.at);
      const auto& s = request.sample;
      const int others = is_short ? 16 : 54;  // columns beside the model
      std::string text = (is_short ? when.substr(11, 5) : when.substr(5, 11)) + " " +
                         cell(request.model, width_ - others, false);
      if (!is_short)
        text += " " + cell(model::name(s.status), 14, false) + " " +
                cell(compact_duration(s.duration_ms), 8, true) + " " +
                cell(compact_count(total(s.tokens)), 7, true);
      line(text + " " + cell(compact_cost(s.cost_nusd), 9, true));
    }
  }
  static std::optional<std::int64_t> total(const model::Tokens& tokens) {
    std::optional<std::int64_t> sum;
    for (const auto& part : {tokens.input, tokens.cache_read, tokens.cache_write, tokens.output})
      if (part) sum = sum.value_or(0) + *part;
    return sum;
  }

  const DashboardView& view_;
  const calendar::Zone& zone_;
  int width_;
  bool color_;
  std::string out_;
};

}  // namespace

std::string dashboard_text(const DashboardView& view, const calendar::Zone& zone, int width,
                           bool color) {
  return Screen(view, zone, width, color).draw();
}

}  // namespace trace::tools
