#include "trace-prune/prune_table.h"

#include "calendar/rfc3339.h"
#include "calendar/zone.h"

#include "common/environment.h"
#include "common/terminal.h"
#include "formats/row_writer.h"

#include <array>
#include <unistd.h>

namespace trace::tools {
namespace {

using formats::Cell;
using formats::Column;
using formats::Format;

constexpr std::size_t kColumns = 9;

std::array<Column, kColumns> columns() {
  std::array<Column, kColumns> all{
      Column{.key = "trace"},    Column{.key = "title"},  Column{.key = "status"},
      Column{.key = "ended_at"}, Column{.key = "events"}, Column{.key = "requests"},
      Column{.key = "contents"}, Column{.key = "bytes"},  Column{.key = "reason"}};
  all[0].priority = 0;
  all[1].priority = 3;
  all[2].paint = formats::Paint::status;
  for (std::size_t i = 4; i < kColumns - 1; ++i) all[i].right_aligned = true;
  return all;
}

class ChoiceTable {
 public:
  ChoiceTable(const PruneOptions& options, formats::ByteSink& sink)
      : environment_(cli::Environment::of_process()),
        zone_(calendar::Zone::load(options.tz, environment_.get("TZ").value_or("")).or_throw()) {
    const bool terminal = cli::is_terminal(STDOUT_FILENO);
    is_table_ = options.output ? *options.output == PruneFormat::table : terminal;
    formats::WriterOptions how;
    how.width = terminal ? static_cast<int>(cli::terminal_width(STDOUT_FILENO, environment_)) : 0;
    writer_ = make_row_writer(is_table_ ? Format::table : Format::jsonl, sink, how);
    writer_->begin(columns_);
  }

  void trace(const store::PruneTrace& trace, const store::PruneCount& count,
             const std::string& reason) {
    const std::string ended = trace.ended_at ? time_text(*trace.ended_at) : std::string();
    row({text(trace.id), text(trace.title), model::name(trace.status), text(ended)}, count, reason);
  }
  void requests(const store::PruneCount& count, const std::string& reason) {
    row({}, count, reason);
  }
  void end() { writer_->end(); }

 private:
  static Cell text(const std::string& value) {
    return value.empty() ? Cell{} : Cell{std::string_view(value)};
  }
  std::string time_text(base::UnixMicros at) const {
    std::string out;
    if (is_table_)
      zone_.append_local(out, at);
    else
      calendar::append_rfc3339(out, at);
    return out;
  }
  void row(std::array<Cell, 4> head, const store::PruneCount& count, const std::string& reason) {
    const std::array<Cell, kColumns> cells{head[0],        head[1],      head[2],
                                           head[3],        count.events, count.requests,
                                           count.contents, count.bytes,  text(reason)};
    writer_->row(cells);
  }

  cli::Environment environment_;
  calendar::Zone zone_;
  bool is_table_ = false;
  std::array<Column, kColumns> columns_ = columns();
  std::unique_ptr<formats::RowWriter> writer_;
};

void add_words(std::string& out, std::int64_t number, const char* one) {
  out += (out.empty() ? "" : ", ") + std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

}  // namespace

PruneSum print_choice(const PruneOptions& options, const PruneChoice& choice, store::Database& db) {
  formats::FdSink sink(STDOUT_FILENO, "standard output");
  ChoiceTable table(options, sink);
  store::PrunePlan plan(db);
  PruneSum sum;
  const auto add = [&](std::int64_t row, const store::PruneCount& count,
                       const std::string& reason) {
    if (const auto trace = plan.trace(row)) table.trace(*trace, count, reason);
    sum.count += count;
  };
  for (const auto& group : choice.traces)
    for (const std::int64_t row : group.rows) {
      add(row, plan.count(row), group.reason);
      ++sum.traces;
    }
  for (const auto& group : choice.requests) {
    auto count = plan.count_requests(group.rows);
    if (group.kind == RequestGroup::Kind::content) count.requests = 0;
    table.requests(count, group.reason);
    sum.count += count;
  }
  for (const auto& group : choice.trims)
    for (const std::int64_t row : group.rows)
      add(row, plan.count_trimmed(row, group.most), group.reason);
  table.end();
  sink.close();
  return sum;
}

std::string words_of(const PruneSum& sum) {
  std::string out;
  add_words(out, sum.traces, "trace");
  add_words(out, sum.count.events, "event");
  add_words(out, sum.count.requests, "request");
  add_words(out, sum.count.contents, "content");
  add_words(out, sum.count.bytes, "byte");
  return out;
}

}  // namespace trace::tools
