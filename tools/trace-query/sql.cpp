#include "trace-query/sql.h"

#include "trace-query/slow_query.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/exit_code.h"
#include "store/guard.h"
#include "store/payload_views.h"

#include <algorithm>

namespace trace::tools {
namespace {

using formats::Cell;

constexpr std::size_t kMaxStatementBytes = 1024 * 1024;

std::string statement_text(const Session& session) {
  const std::string& text = session.options().operands.at(0);
  return text == "-" ? base::read_file("/dev/stdin", kMaxStatementBytes) : text;
}

// Which columns are printed: all, or those of --fields.
std::vector<int> chosen_columns(const Session& session, const std::vector<std::string>& names) {
  std::vector<int> columns;
  for (const std::string& field : session.options().fields) {
    const auto found = std::find(names.begin(), names.end(), field);
    if (found == names.end())
      throw base::Failure(base::Errc::bad_usage, "the statement has no column '" + field + "'");
    columns.push_back(static_cast<int>(found - names.begin()));
  }
  for (int i = 0; session.options().fields.empty() && i < static_cast<int>(names.size()); ++i)
    columns.push_back(i);
  return columns;
}

Cell cell_of(const store::Statement& statement, const store::Row& row, int column) {
  switch (store::column_type(statement, column)) {
    case store::ColumnType::null:
      return std::monostate{};
    case store::ColumnType::integer:
      return row.i64(column);
    case store::ColumnType::real:
      return row.real(column);
    case store::ColumnType::text:
    case store::ColumnType::blob:
      break;
  }
  return row.text(column);
}

}  // namespace

int print_sql(Session& session) {
  store::shadow_views(session.db());
  store::Guard guard(session.db());
  const std::string text = statement_text(session);
  store::Statement statement = guard.prepare(text);
  const auto plan = [&] { return guard.plan(text); };
  if (session.options().explain) session.say_with_plan("the plan is", plan());
  const SlowQuery watch(session, plan);
  const auto names = store::column_names(statement);
  const auto chosen = chosen_columns(session, names);
  std::vector<formats::Column> columns;
  columns.reserve(chosen.size());
  for (const int i : chosen) columns.push_back({.key = names[static_cast<std::size_t>(i)]});
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  writer->begin(columns);
  bool any = false;
  std::vector<Cell> cells(chosen.size());
  while (const auto row = statement.step()) {
    for (std::size_t i = 0; i < chosen.size(); ++i) cells[i] = cell_of(statement, *row, chosen[i]);
    writer->row(cells);
    any = true;
  }
  writer->end();
  const bool is_no = session.options().exit_status && !any;
  return cli::exit_number(is_no ? cli::Exit::no : cli::Exit::ok);
}

}  // namespace trace::tools
