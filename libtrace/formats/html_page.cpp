#include "formats/html_page.h"

#include "formats/html_text.h"
#include "formats/native_lines.h"
#include "formats/number_text.h"

#include <algorithm>

namespace trace::formats {
namespace {

constexpr char kStyle[] =
#include "page_css.inc"
    ;
constexpr char kScript[] =
#include "page_js.inc"
    ;

constexpr std::int64_t kBarUnits = 1000;

void append_micros(std::string& out, std::int64_t micros) {
  out += micros < 0 ? '-' : '+';
  const std::int64_t ms = (micros < 0 ? -micros : micros) / 1000;
  append_number(out, ms / 1000);
  out += '.';
  const std::string rest = std::to_string(1000 + ms % 1000);
  out.append(rest, 1);
  out += " s";
}

void append_cost(std::string& out, std::int64_t nusd) {
  out += '$';
  append_cost_usd(out, nusd);
}

std::string number_or_nothing(const std::optional<std::int64_t>& value) {
  std::string out;
  if (value) append_number(out, *value);
  return out;
}

}  // namespace

std::string_view page_style() noexcept { return {kStyle, sizeof kStyle - 1}; }
std::string_view page_script() noexcept { return {kScript, sizeof kScript - 1}; }

void HtmlPage::element(std::string_view name, std::string_view text, std::string_view attributes) {
  std::string& out = sink_.buffer();
  out += '<';
  out += name;
  if (!attributes.empty()) out += ' ';
  out += attributes;
  out += '>';
  append_html_text(out, text);
  out += "</";
  out += name;
  out += '>';
}

void HtmlPage::begin(std::string_view title, const PageHashes& hashes) {
  sink_.write(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'sha256-" +
      hashes.style + "'; script-src 'sha256-" + hashes.script +
      "'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
      "trusted-types 'none'\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  element("title", title);
  sink_.write("\n<style>");
  sink_.write(page_style());
  sink_.write("</style>\n</head>\n<body>\n<header>");
  element("h1", title);
  sink_.write(
      "<input id=\"find\" type=\"search\" placeholder=\"Search ( / )\" aria-label=\"Search\">"
      "<output id=\"hits\" aria-live=\"polite\"></output>"
      "<button id=\"errors\" aria-pressed=\"false\" title=\"!\">Errors only</button>"
      "<button id=\"open\" title=\"e\">Unfold</button><button id=\"fold\" title=\"c\">Fold</button>"
      "<button id=\"theme\" title=\"t\">Light / dark</button></header>\n<main>\n");
}

void HtmlPage::end() {
  sink_.write("</main>\n<script>");
  sink_.write(page_script());
  sink_.write("</script>\n</body>\n</html>\n");
}

void HtmlPage::begin_trace(const model::TraceChange& trace, const Facts& facts) {
  ++number_;
  sink_.write("<section>\n");
  element("h2", trace.title.empty() ? trace.id : trace.title);
  sink_.write("\n<dl>");
  element("dt", "Trace");
  element("dd", trace.id);
  for (const auto& [name, value] : facts) {
    if (name == "Title") continue;
    element("dt", name);
    const bool is_status = name == "Status" && trace.status;
    element("dd", value,
            is_status ? "class=\"is-" + std::string(model::name(*trace.status)) + "\"" : "");
  }
  sink_.write("</dl>\n");
}

void HtmlPage::scale(base::UnixMicros start, base::UnixMicros end) {
  start_ = start;
  end_ = std::max(end, base::UnixMicros{start.v + 1});
}

void HtmlPage::link(std::int64_t seq) {
  std::string& out = sink_.buffer();
  const std::string id = std::to_string(number_) + "-" + std::to_string(seq);
  out += "<a href=\"#e" + id + "\">#" + std::to_string(seq) + "</a>";
}

void HtmlPage::row_list(std::string_view name, std::int64_t count,
                        const std::vector<TimelineRow>& rows) {
  if (count == 0) return;
  std::string text(name);
  text += ": ";
  append_number(text, count);
  if (count > static_cast<std::int64_t>(rows.size())) text += ", the first of them";
  element("p", text);
  sink_.write("<ul>");
  for (const auto& row : rows) {
    sink_.write("<li>");
    link(row.seq);
    sink_.write(" ");
    element("span", row.type + "  " + row.text);
    sink_.write("</li>\n");
  }
  sink_.write("</ul>\n");
}

void HtmlPage::step_list(std::string_view name, const std::vector<KeyStep>& steps,
                         const std::function<void(std::string&, std::int64_t)>& append) {
  if (steps.empty()) return;
  element("p", name);
  sink_.write("<ul>");
  for (const auto& step : steps) {
    std::string text;
    append(text, step.amount);
    element("li", text + "  " + step.text);
  }
  sink_.write("</ul>\n");
}

void HtmlPage::key_events(const KeyEvents& key) {
  if (key.errors + key.retries == 0 && key.slowest.empty() && key.dearest.empty()) return;
  sink_.write("<h3>Key events</h3>\n");
  row_list("Errors", key.errors, key.first_errors);
  row_list("Retries", key.retries, key.first_retries);
  step_list("Slowest", key.slowest, append_span);
  step_list("Most expensive", key.dearest, append_cost);
}

void HtmlPage::begin_requests() {
  sink_.write(
      "<details><summary>Model calls</summary>\n<table><tr><th>Request</th><th>Model</th>"
      "<th class=\"hide\">Waterfall</th><th class=\"n\">Input</th><th class=\"n\">Cached</th>"
      "<th class=\"n\">Output</th><th class=\"n\">Cost</th><th class=\"n\">Took</th>"
      "<th>Status</th></tr>\n");
}

void HtmlPage::request(const model::Request& q) {
  sink_.write("<tr>");
  element("td", q.id);
  element("td", q.model);
  sink_.write("<td class=\"hide\">");
  bar(q.requested_at, q.duration_ms.value_or(0) * 1000);
  sink_.write("</td>");
  constexpr std::string_view kNumber = "class=\"n\"";
  element("td", number_or_nothing(q.tokens.input), kNumber);
  element("td", number_or_nothing(q.tokens.cache_read), kNumber);
  element("td", number_or_nothing(q.tokens.output), kNumber);
  std::string cost, took;
  if (q.cost_nusd) append_cost(cost, *q.cost_nusd);
  if (q.duration_ms) append_span(took, *q.duration_ms);
  element("td", cost, kNumber);
  element("td", took, kNumber);
  element("td", std::string(model::name(q.status)) + " " + q.error_message);
  sink_.write("</tr>\n");
}

void HtmlPage::content(const model::Content& c) {
  sink_.write("<details>");
  element("summary", "What was said in " + c.request);
  const std::pair<std::string_view, const std::string&> parts[] = {
      {"System prompt", c.system_prompt}, {"Prompt", c.prompt}, {"Completion", c.completion}};
  for (const auto& [name, text] : parts) {
    if (text.empty()) continue;
    element("p", name);
    element("pre", without_base64(text));
  }
  sink_.write("</details>\n");
}

void HtmlPage::offset(base::UnixMicros at) {
  std::string& out = sink_.buffer();
  std::string clock;
  zone_.append_local(clock, at);
  out += "<time title=\"";
  append_html_text(out, clock);
  out += "\">";
  append_micros(out, at.v - start_.v);
  out += "</time>";
}

// Attributes of SVG are no style, so the security policy has nothing against them.
void HtmlPage::bar(base::UnixMicros from, std::int64_t took_us) {
  const auto span = static_cast<double>(end_.v - start_.v);
  const auto place = [&](std::int64_t micros) {
    const double at = static_cast<double>(micros) / span * static_cast<double>(kBarUnits);
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(at), 0, kBarUnits);
  };
  const std::int64_t x = std::min(place(from.v - start_.v), kBarUnits - 4);
  const std::int64_t width = std::clamp<std::int64_t>(place(took_us), 4, kBarUnits - x);
  std::string& out = sink_.buffer();
  out += "<svg viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect x=\"";
  append_number(out, x);
  out += "\" width=\"";
  append_number(out, width);
  out += "\" height=\"8\"/></svg>";
}

void HtmlPage::event(const PageEvent& e) {
  std::string& out = sink_.buffer();
  out += "<details class=\"e ";
  out += model::name(e.row.level);
  out += "\" id=\"e" + std::to_string(number_) + "-" + std::to_string(e.row.seq) + "\"><summary>";
  link(e.row.seq);
  offset(e.row.at);
  element("b", e.row.type);
  bar(e.from, e.took_us);
  element("span", e.row.text, "class=\"t\"");
  std::string took;
  if (e.took_us > 0) append_span(took, e.took_us / 1000);
  element("span", took, "class=\"took\"");
  out += "</summary>";
  if (!e.payload.empty()) element("pre", e.payload);
  if (e.left_out > 0)
    element("p", "… " + std::to_string(e.left_out) +
                     " more bytes; trace-export -o jsonl has all of them");
  out += "</details>\n";
  sink_.settle();
}

}  // namespace trace::formats
