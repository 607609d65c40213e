#include "formats/markdown_report.h"

#include "formats/markdown_writer.h"
#include "formats/native_lines.h"
#include "formats/number_text.h"
#include "formats/terminal_text.h"

#include <algorithm>

namespace trace::formats {
namespace {

// A fence that no run of backticks in the text can close (CommonMark §4.5).
std::string fence_for(std::string_view text) {
  std::size_t longest = 2, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

void append_cost(std::string& out, std::int64_t nusd) {
  out += '$';
  append_cost_usd(out, nusd);
}

}  // namespace

void MarkdownReport::heading(std::string_view marks, std::string_view text) {
  std::string& out = sink_.buffer();
  out += marks;
  out += ' ';
  append_markdown_text(out, text);
  out += "\n\n";
  sink_.settle();
}

void MarkdownReport::head(const model::TraceChange& trace, const Facts& facts) {
  if (!first_) sink_.write("\n");
  first_ = false;
  heading("#", trace.title.empty() ? trace.id : trace.title);
  sink_.write("| | |\n| --- | --- |\n| Trace | ");
  append_markdown_text(sink_.buffer(), trace.id);
  sink_.write(" |\n");
  for (const auto& [name, value] : facts) {
    if (name == "Title") continue;
    std::string& out = sink_.buffer();
    out += "| ";
    out += name;
    out += " | ";
    append_markdown_text(out, value);
    out += " |\n";
  }
  sink_.write("\n");
}

void MarkdownReport::rows(std::string_view name, std::int64_t count,
                          const std::vector<TimelineRow>& list) {
  if (count == 0) return;
  std::string title(name);
  title += ": ";
  append_number(title, count);
  if (count > static_cast<std::int64_t>(list.size())) title += ", the first of them";
  sink_.write(title + "\n\n");
  for (const auto& row : list) {
    std::string& out = sink_.buffer();
    out += "- \\#" + std::to_string(row.seq) + " ";
    append_markdown_text(out, row.type + ": " + row.text);
    out += '\n';
  }
  sink_.write("\n");
}

void MarkdownReport::steps(std::string_view name, const std::vector<KeyStep>& list,
                           const std::function<void(std::string&, std::int64_t)>& append) {
  if (list.empty()) return;
  sink_.write(std::string(name) + "\n\n");
  for (const auto& step : list) {
    std::string& out = sink_.buffer();
    out += "- ";
    append(out, step.amount);
    out += ": ";
    append_markdown_text(out, step.text);
    out += '\n';
  }
  sink_.write("\n");
}

void MarkdownReport::key_events(const KeyEvents& key) {
  if (key.errors + key.retries == 0 && key.slowest.empty() && key.dearest.empty()) return;
  heading("##", "Key events");
  rows("Errors", key.errors, key.first_errors);
  rows("Retries", key.retries, key.first_retries);
  steps("Slowest", key.slowest, append_span);
  steps("Most expensive", key.dearest, append_cost);
}

void MarkdownReport::block(std::string_view name, std::string_view text) {
  if (text.empty()) return;
  heading("###", name);
  const std::string safe = terminal_text(text, Lines::keep);
  const std::string fence = fence_for(safe);
  sink_.write(fence + "\n" + safe + "\n" + fence + "\n\n");
}

void MarkdownReport::content(const model::Content& content) {
  heading("##", "What was said in " + content.request);
  block("System prompt", content.system_prompt);
  block("Prompt", content.prompt);
  block("Completion", content.completion);
}

void MarkdownReport::begin_events() {
  heading("##", "Timeline");
  sink_.write("| # | At | Level | Type | Took | What |\n| ---: | --- | --- | --- | ---: | --- |\n");
}

void MarkdownReport::event(const TimelineRow& row) {
  std::string clock;
  zone_.append_local(clock, row.at);
  std::string& out = sink_.buffer();
  out += "| ";
  append_number(out, row.seq);
  out += " | ";
  out.append(clock, clock.find(' ') + 1);
  out += " | ";
  out += model::name(row.level);
  out += " | ";
  append_markdown_text(out, row.type);
  out += " | ";
  if (row.duration_ms) append_span(out, *row.duration_ms);
  out += " | ";
  append_markdown_text(out, row.text);
  out += " |\n";
  sink_.settle();
}

}  // namespace trace::formats
