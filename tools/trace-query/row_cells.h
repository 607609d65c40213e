// Rows of the store as cells: names for ids, times, states and costs, exact for programs or short
// for people. One thread.
#pragma once

#include "trace-query/session.h"

#include "formats/row_writer.h"
#include "store/fields.h"
#include "store/sqlite.h"
#include "store/trace_usage.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trace::tools {

class RowCells {
 public:
  // `fields` are read from the columns of a row from `first_column` on.
  RowCells(Session& session, std::vector<const store::Field*> fields, int first_column);

  // Return the cells of a row; `row_id` is that of its trace, for sums over requests. The views in
  // them live until the next call.
  std::span<const formats::Cell> of(const store::Row& row, std::int64_t row_id);

 private:
  formats::Cell cell(const store::Field& field, const store::Row& row, int column);
  formats::Cell time_cell(std::int64_t micros);
  formats::Cell number_cell(const store::Field& field, std::int64_t value);
  formats::Cell sum_cell(const store::Field& field, const store::UsageSums& sums);
  formats::Cell cost_cell(std::int64_t nano_usd);
  formats::Cell json_cell(std::string_view text);
  std::string_view keep(std::string text);

  Session& session_;
  std::vector<const store::Field*> fields_;
  int first_column_;
  bool for_people_;
  std::optional<store::TraceUsage> usage_;
  std::vector<formats::Cell> cells_;
  std::deque<std::string> texts_;  // behind the views of this row
};

// The columns of a writer for these fields.
std::vector<formats::Column> columns_for(std::span<const store::Field* const> fields,
                                         bool for_people);

}  // namespace trace::tools
