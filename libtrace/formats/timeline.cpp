#include "formats/timeline.h"

#include "formats/display_width.h"
#include "formats/native_lines.h"
#include "formats/number_text.h"
#include "formats/terminal_text.h"
#include "formats/trace_facts.h"

namespace trace::formats {
namespace {

constexpr std::size_t kNameWidth = 10;
constexpr std::size_t kTypeWidth = 20;

void pad_to(std::string& out, std::size_t begin, std::size_t width) {
  const std::size_t used = out.size() - begin;
  out.append(used < width ? width - used : 1, ' ');
}

void append_two(std::string& out, std::int64_t value) {
  if (value < 10) out += '0';
  append_number(out, value);
}

// `+12.345s` since the start; `-` when the clock went back.
void append_offset(std::string& out, std::int64_t micros) {
  out += micros < 0 ? '-' : '+';
  const std::int64_t ms = (micros < 0 ? -micros : micros) / 1000;
  append_number(out, ms / 1000);
  out += '.';
  if (ms % 1000 < 100) out += '0';
  append_two(out, ms % 1000);
  out += 's';
}

// Append text in lines of at most `columns`, broken at blanks where there are any; lines after the
// first are indented.
void append_wrapped(std::string& out, std::string_view text, int columns, std::size_t indent) {
  while (display_width(text) > columns) {
    std::size_t fits = fit_prefix(text, columns);
    if (const auto blank = text.substr(0, fits + 1).rfind(' ');
        blank != std::string_view::npos && blank > 0)
      fits = blank;
    out.append(text.substr(0, fits)).append("\n").append(indent, ' ');
    text.remove_prefix(fits);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  out += text;
}

void add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& value) {
  if (value) sum = sum.value_or(0) + *value;
}

}  // namespace

void append_span(std::string& out, std::int64_t ms) {
  const std::int64_t seconds = ms / 1000;
  if (ms < 1000) {
    append_number(out, ms);
    out += " ms";
  } else if (seconds < 60) {
    append_number(out, seconds);
    out += '.';
    append_number(out, ms % 1000 / 100);
    out += " s";
  } else {
    const bool hours = seconds >= 3600;
    append_number(out, hours ? seconds / 3600 : seconds / 60);
    out += hours ? " h " : " min ";
    append_two(out, hours ? seconds / 60 % 60 : seconds % 60);
    out += hours ? " min" : " s";
  }
}

void UsageTotals::add(const model::Request& request) {
  ++requests;
  const auto& from = request.tokens;
  formats::add(tokens.input, from.input);
  formats::add(tokens.cache_read, from.cache_read);
  formats::add(tokens.cache_write, from.cache_write);
  formats::add(tokens.cache_write_1h, from.cache_write_1h);
  formats::add(tokens.output, from.output);
  formats::add(tokens.reasoning, from.reasoning);
  formats::add(cost_nusd, request.cost_nusd);
  if (request.cost_nusd)
    ++priced;
  else if (request.cost_source == model::CostSource::contained)
    ++contained;
}

void Timeline::field(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  std::string& out = sink_.buffer();
  out += "  ";
  const std::size_t begin = out.size();
  out += name;
  pad_to(out, begin, kNameWidth);
  const std::size_t indent = 2 + kNameWidth;
  const int room = width_ - static_cast<int>(indent);
  if (room >= 16)
    append_wrapped(out, terminal_text(value), room, indent);
  else
    append_terminal_text(out, value);
  out += '\n';
  sink_.settle();
}

void Timeline::head(const model::TraceChange& t, std::int64_t events, std::int64_t errors) {
  const std::string id = terminal_text(t.id);
  const bool fits = width_ == 0 || display_width(id) + 6 <= width_;
  sink_.write((fits ? "Trace " : "Trace\n  ") + id + "\n");
  for (const auto& [name, value] : trace_facts(t, events, errors, zone_)) field(name, value);
}

void Timeline::usage(const UsageTotals& totals) {
  for (const auto& [name, value] : usage_facts(totals)) field(name, value);
}

void Timeline::clock(std::string& out, base::UnixMicros at) const {
  std::string text;
  zone_.append_local(text, at);
  out.append(text, text.find(' ') + 1, std::string::npos);
}

void Timeline::event(const TimelineRow& row) {
  std::string& out = sink_.buffer();
  const std::size_t line = out.size();
  out += "  #";
  append_number(out, row.seq);
  pad_to(out, line, 10);
  clock(out, row.at);
  out += ' ';
  append_offset(out, row.at.v - start_.v);
  pad_to(out, line, 32);
  out += model::name(row.level);
  pad_to(out, line, 38);
  append_terminal_text(out, row.type);
  pad_to(out, line, 38 + kTypeWidth);
  if (row.duration_ms) {
    out += '(';
    append_span(out, *row.duration_ms);
    out += ") ";
  }
  append_terminal_text(out, row.text);
  while (out.back() == ' ') out.pop_back();
  out += '\n';
  sink_.settle();
}

void Timeline::rows(std::string_view name, std::int64_t count,
                    const std::vector<TimelineRow>& rows) {
  if (count == 0) return;
  std::string text(name);
  text += ": ";
  append_number(text, count);
  if (count > static_cast<std::int64_t>(rows.size())) text += ", the first of them";
  sink_.write(text + "\n");
  for (const auto& row : rows) event(row);
}

void Timeline::key_events(const KeyEvents& key) {
  const auto steps = [&](std::string_view name, const std::vector<KeyStep>& list, auto append) {
    if (!list.empty()) sink_.write(std::string(name) + "\n");
    for (const auto& step : list) {
      std::string amount;
      append(amount, step.amount);
      field(amount, step.text);
    }
  };
  if (key.errors + key.retries == 0 && key.slowest.empty() && key.dearest.empty() &&
      key.fullest.empty())
    return;
  sink_.write("\nKey events\n");
  rows("Errors", key.errors, key.first_errors);
  rows("Retries", key.retries, key.first_retries);
  steps("Slowest", key.slowest, append_span);
  steps("Most expensive", key.dearest, [](std::string& out, std::int64_t nusd) {
    out += '$';
    append_cost_usd(out, nusd);
  });
  steps("Fullest context, in tokens", key.fullest,
        [](std::string& out, std::int64_t tokens) { append_number(out, tokens); });
}

void Timeline::separate() { sink_.write("\n" + std::string(72, '-') + "\n\n"); }

}  // namespace trace::formats
