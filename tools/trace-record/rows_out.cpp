#include "trace-record/rows_out.h"

#include "common/terminal.h"

#include <unistd.h>

namespace trace::tools {

RowsOut::RowsOut(const VerbContext& context, std::span<const formats::Column> columns)
    : sink_(STDOUT_FILENO, "standard output") {
  const bool to_terminal = cli::is_terminal(STDOUT_FILENO);
  const auto format =
      context.options().output.value_or(to_terminal ? RecordFormat::table : RecordFormat::jsonl);
  formats::WriterOptions options;
  options.to_terminal = to_terminal;
  options.width =
      to_terminal ? static_cast<int>(cli::terminal_width(STDOUT_FILENO, context.environment())) : 0;
  const bool is_table = format == RecordFormat::table;
  writer_ = formats::make_row_writer(is_table ? formats::Format::table : formats::Format::jsonl,
                                     sink_, options);
  writer_->begin(columns);
}

void RowsOut::finish() {
  writer_->end();
  sink_.close();
}

}  // namespace trace::tools
