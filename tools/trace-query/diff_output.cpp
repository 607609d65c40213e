#include "trace-query/diff_output.h"

#include "trace-query/human_text.h"

#include "formats/display_width.h"
#include "formats/native_lines.h"
#include "formats/row_writer.h"
#include "formats/terminal_text.h"
#include "json/writer.h"

#include <algorithm>
#include <array>

namespace trace::tools {
namespace {

using formats::Cell;
using Maybe = std::optional<std::int64_t>;

constexpr std::size_t kShownInput = 160;
constexpr std::array<std::string_view, 4> kSigns{"=", "~", "-", "+"};
constexpr std::array<std::string_view, 4> kWords{"same", "other_result", "left", "right"};

void put(json::Writer& out, std::string_view key, const Maybe& value) {
  if (value) out.key(key).integer(*value);
}

void put_cost(json::Writer& out, const Maybe& nusd) {
  if (!nusd) return;
  std::string text;
  formats::append_cost_usd(text, *nusd);
  out.key("cost_usd").raw(text);
}

void put_run(json::Writer& out, const RunSummary& run) {
  out.begin_object().key("id").string(run.record.id);
  if (run.record.status) out.key("status").string(model::name(*run.record.status));
  put(out, "duration_ms", run.record.duration_ms);
  put(out, "total_tokens", run.usage.total);
  put_cost(out, run.usage.cost_nusd);
  out.key("tool_calls").integer(static_cast<std::int64_t>(run.steps.size())).end_object();
}

void put_step(json::Writer& out, std::string_view key, const RunSummary& run,
              const std::optional<std::size_t>& place) {
  out.key(key);
  if (!place) {
    out.null();
    return;
  }
  const RunStep& step = run.steps[*place];
  out.begin_object().key("seq").integer(step.seq).key("tool").string(step.tool);
  out.key("input").string(step.input);
  if (step.is_answered) out.key("output").string(step.output);
  if (step.is_answered) out.key("failed").boolean(step.has_failed);
  put(out, "took_ms", step.took_ms);
  out.end_object();
}

void put_pair(json::Writer& out, const RunSummary& left, const RunSummary& right,
              const decode::Pair& pair) {
  out.begin_object();
  put_step(out, "left", left, pair.left);
  put_step(out, "right", right, pair.right);
  out.end_object();
}

std::string one_line(std::string_view text, std::size_t most = kShownInput) {
  std::string out = formats::terminal_text(text.substr(0, 4 * most));
  std::size_t cut = std::min(out.size(), most);
  while (cut < out.size() && cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80)
    --cut;
  return cut < out.size() ? out.substr(0, cut) + "…" : out;
}

// What fits into the rest of a line of the terminal, or of 200 columns.
std::string rest_of_line(const Session& session, const std::string& before, std::string_view text) {
  const int width = session.writer_options().width;
  const int room = (width > 0 ? width : 200) - formats::display_width(before);
  std::string line = before;
  formats::append_elided(line, one_line(text, 4 * kShownInput), std::max(room, 10));
  return line;
}

std::string change(const std::string& before, const std::string& after) {
  return before == after ? before : before + " → " + after;
}

std::string or_unknown(const Maybe& value, std::string (*text)(std::int64_t)) {
  return value ? text(*value) : "unknown";
}

void print_head(Session& session, const RunSummary& left, const RunSummary& right) {
  std::string& out = session.out().buffer();
  const auto line = [&](std::string_view name, const std::string& text) {
    out += name;
    out.append(name.size() < 10 ? 10 - name.size() : 1, ' ');
    out += text + "\n";
  };
  const auto status = [](const RunSummary& run) {
    std::string text(run.record.status ? model::name(*run.record.status) : "");
    return run.record.error_code.empty() ? text
                                         : text + " (" + one_line(run.record.error_code) + ")";
  };
  line("Left", one_line(left.record.id));
  line("Right", one_line(right.record.id));
  line("Status", change(status(left), status(right)));
  line("Took", change(or_unknown(left.record.duration_ms, short_duration),
                      or_unknown(right.record.duration_ms, short_duration)));
  line("Tokens", change(or_unknown(left.usage.total, short_number),
                        or_unknown(right.usage.total, short_number)));
  line("Cost", change(or_unknown(left.usage.cost_nusd, short_cost),
                      or_unknown(right.usage.cost_nusd, short_cost)));
  line("Calls", change(std::to_string(left.steps.size()), std::to_string(right.steps.size())));
}

void print_place(Session& session, std::string_view what, const RunSummary& left,
                 const RunSummary& right, const decode::Pair& pair) {
  std::string& out = session.out().buffer();
  out += what;
  out += '\n';
  const auto side = [&](std::string_view name, const RunSummary& run,
                        const std::optional<std::size_t>& place) {
    if (!place) {
      out += "  " + std::string(name) + " nothing\n";
      return;
    }
    const RunStep& step = run.steps[*place];
    const std::string call = "  " + std::string(name) + " #" + std::to_string(step.seq) + " " +
                             one_line(step.tool) + ": ";
    out += rest_of_line(session, call, step.input) + "\n";
    if (!step.is_answered) return;
    const std::string result = std::string("    → ") + (step.has_failed ? "error: " : "");
    out += rest_of_line(session, result, step.output) + "\n";
  };
  side("left ", left, pair.left);
  side("right", right, pair.right);
}

// One row a pair; which of them a table shows: from a little before the first difference.
void print_rows(Session& session, const RunSummary& left, const RunSummary& right,
                const Comparison& comparison) {
  const bool for_people = session.is_for_people();
  const std::vector<formats::Column> columns{
      {.key = "change", .title = for_people ? "DIFF" : "change", .priority = 0, .min_width = 1},
      {.key = "left", .title = for_people ? "LEFT" : "", .right_aligned = true},
      {.key = "right", .title = for_people ? "RIGHT" : "", .right_aligned = true},
      {.key = "tool", .title = for_people ? "TOOL" : "", .priority = 0},
      {.key = "input", .title = for_people ? "INPUT" : "", .priority = 0, .min_width = 20}};
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  writer->begin(columns);
  const std::size_t first = for_people ? comparison.first_call.value_or(0) : 0;
  for (std::size_t i = first > 2 ? first - 2 : 0; i < comparison.pairs.size(); ++i) {
    const auto& pair = comparison.pairs[i];
    const RunStep& step = pair.left ? left.steps[*pair.left] : right.steps[*pair.right];
    const bool is_both = pair.left && pair.right;
    const bool is_other =
        is_both && left.steps[*pair.left].result_key != right.steps[*pair.right].result_key;
    const Cell seqs[] = {pair.left ? Cell(left.steps[*pair.left].seq) : Cell(),
                         pair.right ? Cell(right.steps[*pair.right].seq) : Cell()};
    const std::size_t kind = is_both ? (is_other ? 1 : 0) : (pair.left ? 2 : 3);
    const std::string_view mark = (for_people ? kSigns : kWords)[kind];
    const std::vector<Cell> cells{mark, seqs[0], seqs[1], std::string_view(step.tool),
                                  std::string_view(step.input)};
    writer->row(cells);
  }
  writer->end();
}

}  // namespace

void append_comparison(std::string& out, const RunSummary& left, const RunSummary& right,
                       const Comparison& comparison) {
  json::Writer writer(out);
  writer.begin_object().key("left");
  put_run(writer, left);
  writer.key("right");
  put_run(writer, right);
  writer.key("same_calls").integer(static_cast<std::int64_t>(comparison.same));
  const auto put_place = [&](std::string_view key, bool is_there, const decode::Pair& pair) {
    writer.key(key);
    is_there ? put_pair(writer, left, right, pair) : static_cast<void>(writer.null());
  };
  put_place("first_call", comparison.first_call.has_value(), comparison.instead);
  put_place("first_result", comparison.first_result.has_value(),
            comparison.first_result ? comparison.pairs[*comparison.first_result] : decode::Pair());
  writer.key("then").begin_array();
  for (std::size_t i = comparison.first_call.value_or(comparison.pairs.size());
       i < comparison.pairs.size(); ++i) {
    const auto& pair = comparison.pairs[i];
    const bool is_first = (pair.left && pair.left == comparison.instead.left) ||
                          (pair.right && pair.right == comparison.instead.right);
    if (!is_first) put_pair(writer, left, right, pair);
  }
  writer.end_array().end_object();
}

void print_comparison(Session& session, const RunSummary& left, const RunSummary& right,
                      const Comparison& comparison) {
  const auto format = session.format();
  if (format == formats::Format::jsonl || format == formats::Format::json) {
    append_comparison(session.out().buffer(), left, right, comparison);
    return session.out().write("\n");
  }
  if (format == formats::Format::table) {
    print_head(session, left, right);
    session.out().write("\n");
    if (comparison.first_call)
      print_place(session, "The first call that differs", left, right, comparison.instead);
    else
      session.out().write("Both call the same tools with the same input.\n");
    if (comparison.first_result)
      print_place(session, "The first result that differs", left, right,
                  comparison.pairs[*comparison.first_result]);
    if (!comparison.first_call) return;
    session.out().write("\n");
  }
  print_rows(session, left, right, comparison);
}

}  // namespace trace::tools
