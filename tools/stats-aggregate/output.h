// Standard output as the options want it: which format, how wide, in color, through a pager. For
// the main thread.
#pragma once

#include "stats-aggregate/options.h"

#include "common/environment.h"
#include "common/pager.h"
#include "formats/row_writer.h"

#include <memory>
#include <optional>
#include <string>

namespace trace::tools {

class Output {
 public:
  // Both must outlive this.
  Output(const StatsOptions& options, const cli::Environment& environment);

  StatsFormat format() const { return format_; }
  bool is_table() const { return format_ == StatsFormat::table; }
  // Times are shown as clocks show them.
  bool is_for_people() const { return is_table() || format_ == StatsFormat::html; }
  bool is_terminal() const { return terminal_; }
  // Columns of a screen: of the terminal, else $COLUMNS, else 80.
  int screen_width() const { return screen_width_; }
  bool has_color() const { return color_; }
  // What is written; nothing is out before close().
  formats::ByteSink& sink() { return sink_; }
  // A writer of rows. REQUIRES: the format is not html.
  std::unique_ptr<formats::RowWriter> rows();
  // Start the pager when tables go through one.
  void start_pager();
  // Write everything. Throws Failure.
  void close();

 private:
  const StatsOptions& options_;
  const cli::Environment& environment_;
  bool terminal_;
  StatsFormat format_;
  int screen_width_;
  bool color_;
  formats::FdSink sink_;
  std::optional<cli::Pager> pager_;
};

}  // namespace trace::tools
