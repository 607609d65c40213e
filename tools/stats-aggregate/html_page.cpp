#include "stats-aggregate/html_page.h"

#include "formats/html_text.h"
#include "formats/number_text.h"

#include <algorithm>
#include <cmath>

namespace trace::tools {
namespace {

using formats::Cell;

constexpr std::string_view kHead =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
constexpr std::string_view kStyle =
    "</title>\n<style>\n"
    ":root{color-scheme:light dark;--line:#8884;--bar:#4477aa;--soft:#888}\n"
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}\n"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}\n"
    ".figures{display:flex;flex-wrap:wrap;gap:1rem}\n"
    ".figures div{border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem}\n"
    ".figures b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}\n"
    ".figures span{color:var(--soft)}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    ".wide{overflow-x:auto}\n"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:left;"
    "white-space:nowrap}\n"
    ".n{text-align:right}\n"
    ".bars{width:100%}.bars td{border:0}.bars .b{width:100%}\n"
    ".b i{display:block;height:.9rem;background:var(--bar);border-radius:2px;"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
    "@media print{body{margin:0;max-width:none;font-size:11px}tr,.figures div{break-inside:avoid}}"
    "\n</style>\n</head>\n<body>\n<h1>";

class HtmlTable final : public formats::RowWriter {
 public:
  explicit HtmlTable(formats::ByteSink& sink) : sink_(sink) {}
  void begin(std::span<const formats::Column> columns) override {
    std::string& out = sink_.buffer();
    out += "<div class=\"wide\"><table>\n<thead><tr>";
    for (const auto& column : columns) {
      is_number_.push_back(column.right_aligned);
      out += column.right_aligned ? "<th class=\"n\">" : "<th>";
      formats::append_html_text(out, column.title.empty() ? column.key : column.title);
      out += "</th>";
    }
    out += "</tr></thead>\n<tbody>\n";
  }
  void row(std::span<const Cell> cells) override {
    std::string& out = sink_.buffer();
    out += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += is_number_[i] ? "<td class=\"n\">" : "<td>";
      append_cell(out, cells[i]);
      out += "</td>";
    }
    out += "</tr>\n";
    sink_.settle();
  }
  void end() override { sink_.write("</tbody></table></div>\n"); }

 private:
  static void append_cell(std::string& out, const Cell& cell) {
    if (const auto* text = std::get_if<std::string_view>(&cell))
      formats::append_html_text(out, *text);
    if (const auto* json = std::get_if<formats::JsonText>(&cell))
      formats::append_html_text(out, json->v);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) formats::append_number(out, *whole);
    if (const auto* real = std::get_if<double>(&cell)) formats::append_number(out, *real);
  }

  formats::ByteSink& sink_;
  std::vector<bool> is_number_;
};

}  // namespace

HtmlPage::HtmlPage(formats::ByteSink& sink, std::string_view title) : sink_(sink) {
  std::string& out = sink_.buffer();
  out += kHead;
  formats::append_html_text(out, title);
  out += kStyle;
  formats::append_html_text(out, title);
  out += "</h1>\n";
}

void HtmlPage::figures(const std::vector<std::pair<std::string, std::string>>& figures) {
  std::string& out = sink_.buffer();
  out += "<div class=\"figures\">\n";
  for (const auto& [name, value] : figures) {
    out += "<div><b>";
    formats::append_html_text(out, value);
    out += "</b><span>";
    formats::append_html_text(out, name);
    out += "</span></div>\n";
  }
  out += "</div>\n";
}

void HtmlPage::bars(std::string_view heading, const std::vector<BarRow>& rows) {
  std::int64_t most = 0;
  for (const BarRow& row : rows) most = std::max(most, row.value);
  std::string& out = sink_.buffer();
  out += "<h2>";
  formats::append_html_text(out, heading);
  out += "</h2>\n<table class=\"bars\">\n";
  for (const BarRow& row : rows) {
    out += "<tr><td>";
    formats::append_html_text(out, row.label);
    const double part =
        most > 0 ? 100 * static_cast<double>(row.value) / static_cast<double>(most) : 0;
    out += "</td><td class=\"b\"><i style=\"width:";
    formats::append_number(out, std::floor(part * 100) / 100);
    out += "%\"></i></td><td class=\"n\">";
    formats::append_html_text(out, row.text);
    out += "</td></tr>\n";
  }
  out += "</table>\n";
}

std::unique_ptr<formats::RowWriter> HtmlPage::table(std::string_view heading) {
  std::string& out = sink_.buffer();
  out += "<h2>";
  formats::append_html_text(out, heading);
  out += "</h2>\n";
  return std::make_unique<HtmlTable>(sink_);
}

void HtmlPage::end() { sink_.write("</body>\n</html>\n"); }

}  // namespace trace::tools
