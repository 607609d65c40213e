#include "trace-prune/scrub_table.h"

#include "common/environment.h"
#include "common/terminal.h"
#include "formats/row_writer.h"

#include <array>
#include <unistd.h>

namespace trace::tools {

void print_findings(const PruneOptions& options, const ScrubFindings& findings) {
  using formats::Cell;
  using formats::Column;
  using formats::Format;
  const std::array<Column, 3> columns{Column{.key = "place", .priority = 0},
                                      Column{.key = "rows", .right_aligned = true},
                                      Column{.key = "matches", .right_aligned = true}};
  const bool terminal = cli::is_terminal(STDOUT_FILENO);
  const bool is_table = options.output ? *options.output == PruneFormat::table : terminal;
  formats::FdSink sink(STDOUT_FILENO, "standard output");
  formats::WriterOptions how;
  how.width =
      terminal
          ? static_cast<int>(cli::terminal_width(STDOUT_FILENO, cli::Environment::of_process()))
          : 0;
  const auto writer = make_row_writer(is_table ? Format::table : Format::jsonl, sink, how);
  writer->begin(columns);
  for (const auto& place : findings.rows)
    writer->row(std::array<Cell, 3>{std::string_view(place.table), place.rows, Cell{}});
  for (const auto& hit : findings.raw.hits)
    writer->row(std::array<Cell, 3>{std::string_view(hit.path), Cell{}, hit.matches});
  writer->end();
  sink.close();
}

}  // namespace trace::tools
