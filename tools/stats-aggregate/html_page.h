// One self-contained page: figures, bars and tables, light and dark, fit to print. It asks no
// network and runs no script. One thread.
#pragma once

#include "formats/byte_sink.h"
#include "formats/row_writer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trace::tools {

struct BarRow {
  std::string label, text;  // what stands before and behind the bar
  std::int64_t value = 0;
};

class HtmlPage {
 public:
  // `sink` must outlive this. Recorded text is escaped everywhere.
  HtmlPage(formats::ByteSink& sink, std::string_view title);
  // Figures in large: name and value.
  void figures(const std::vector<std::pair<std::string, std::string>>& figures);
  void bars(std::string_view heading, const std::vector<BarRow>& rows);
  // A writer of one table; it must end before the page goes on.
  std::unique_ptr<formats::RowWriter> table(std::string_view heading);
  void end();

 private:
  formats::ByteSink& sink_;
};

}  // namespace trace::tools
