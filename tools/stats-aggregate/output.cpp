#include "stats-aggregate/output.h"

#include "common/terminal.h"

#include <unistd.h>

namespace trace::tools {
namespace {

formats::Format row_format(StatsFormat format) {
  switch (format) {
    case StatsFormat::table:
      return formats::Format::table;
    case StatsFormat::json:
      return formats::Format::json;
    case StatsFormat::csv:
      return formats::Format::csv;
    case StatsFormat::md:
      return formats::Format::md;
    case StatsFormat::jsonl:
    case StatsFormat::html:
      break;
  }
  return formats::Format::jsonl;
}

}  // namespace

Output::Output(const StatsOptions& options, const cli::Environment& environment)
    : options_(options),
      environment_(environment),
      terminal_(cli::is_terminal(STDOUT_FILENO)),
      format_(options.output.value_or(terminal_ ? StatsFormat::table : StatsFormat::jsonl)),
      screen_width_(static_cast<int>(cli::terminal_width(STDOUT_FILENO, environment))),
      color_(cli::use_color(options.messages.color, terminal_, environment)),
      sink_(STDOUT_FILENO, "standard output") {}

std::unique_ptr<formats::RowWriter> Output::rows() {
  formats::WriterOptions how;
  // In a pipe nothing is left out, unless somebody says how wide it is.
  how.width = terminal_ || environment_.get_filled("COLUMNS") ? screen_width_ : 0;
  how.color = color_;
  how.to_terminal = terminal_;
  return make_row_writer(row_format(format_), sink_, how);
}

void Output::start_pager() {
  if (is_table()) pager_.emplace(cli::pager_command(options_.no_pager, terminal_, environment_));
}

void Output::close() {
  sink_.close();
  if (pager_) pager_->finish();
}

}  // namespace trace::tools
