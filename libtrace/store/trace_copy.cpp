#include "store/trace_copy.h"

#include "base/error.h"
#include "store/chain_edit.h"
#include "store/chain_state.h"
#include "store/column_value.h"
#include "store/payload.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <string_view>

namespace trace::store {
namespace {

constexpr const char* kNeighbours =
    "SELECT p.id FROM traces t JOIN traces p ON p.uid = t.parent WHERE t.id = ?1 UNION "
    "SELECT c.id FROM traces t JOIN traces c ON c.parent = t.uid WHERE t.id = ?1 UNION "
    "SELECT b.trace FROM request_claims a JOIN request_claims b ON b.request = a.request "
    "WHERE a.trace = ?1";

// Rows of trace ?1, table by table, in the order in which they can be added.
struct CopiedTable {
  std::string_view name, where, order;
  std::string_view compared = {};  // these columns only; else all
  bool may_be_there = false;       // shared with other traces
};
// Lines of other traces that parts of it lie in.
constexpr std::string_view kBorrowed =
    "t.id IN (SELECT carrier FROM events WHERE trace = ?1 AND carrier IS NOT NULL) AND t.trace <> "
    "?1";
constexpr std::array kTables{
    CopiedTable{"traces", "t.id = ?1", "t.id"},
    CopiedTable{"inputs",
                "t.id IN (SELECT input FROM events WHERE trace = ?1 AND input IS NOT NULL UNION "
                "SELECT c.input FROM events e JOIN events c ON c.id = e.carrier WHERE e.trace = "
                "?1 AND c.input IS NOT NULL UNION SELECT i.id FROM inputs i WHERE i.trace = ?1 "
                "UNION SELECT r.input FROM repeats r WHERE (SELECT trace FROM events WHERE id = "
                "r.of) = ?1)",
                "t.id", "id", true},
    CopiedTable{"events", "t.trace = ?1", "t.id"},
    CopiedTable{"chunks",
                "(t.input, t.n) IN (SELECT input, n FROM events WHERE trace = ?1 AND flags & 2 "
                "UNION SELECT c.input, c.n FROM events e JOIN events c ON c.id = e.carrier WHERE "
                "e.trace = ?1 AND c.flags & 2)",
                "t.input, t.n, t.i",
                {},
                true},
    CopiedTable{
        "superseded", "t.event IN (SELECT id FROM events WHERE trace = ?1)", "t.event", {}, true},
    CopiedTable{
        "repeats", "(SELECT trace FROM events WHERE id = t.of) = ?1", "t.input, t.n", {}, true},
    CopiedTable{"requests", "t.trace = ?1", "t.id"},
    CopiedTable{"request_claims", "t.request IN (SELECT id FROM requests WHERE trace = ?1)",
                "t.request, t.trace"},
    CopiedTable{"contents", "t.request IN (SELECT id FROM requests WHERE trace = ?1)", "t.request"},
    CopiedTable{"chain_gaps", "t.trace = ?1", "t.first", {}, true},
    CopiedTable{
        "scrubs", "t.event IN (SELECT id FROM events WHERE trace = ?1)", "t.event", {}, true}};
constexpr CopiedTable kLines{"events", kBorrowed, "t.id", "id, uid, payload", true};

constexpr const char* kNames =
    "SELECT DISTINCT d.id, d.kind, d.name FROM dict d WHERE d.id IN (SELECT source FROM traces "
    "WHERE id = ?1 UNION SELECT mode FROM traces WHERE id = ?1 UNION SELECT actor FROM traces "
    "WHERE id = ?1 UNION SELECT error_code FROM traces WHERE id = ?1 UNION SELECT model FROM "
    "traces WHERE id = ?1 UNION SELECT cwd FROM traces WHERE id = ?1 UNION SELECT host FROM traces "
    "WHERE id = ?1 UNION SELECT type FROM events WHERE trace = ?1 UNION SELECT tool FROM events "
    "WHERE trace = ?1 UNION SELECT c.type FROM events e JOIN events c ON c.id = e.carrier WHERE "
    "e.trace = ?1 UNION SELECT c.tool FROM events e JOIN events c ON c.id = e.carrier WHERE "
    "e.trace = ?1 UNION SELECT model FROM requests WHERE trace = ?1 UNION SELECT token FROM "
    "requests WHERE trace = ?1 UNION SELECT account FROM requests WHERE trace = ?1 UNION SELECT "
    "user FROM requests WHERE trace = ?1 UNION SELECT mode FROM requests WHERE trace = ?1 UNION "
    "SELECT provider FROM requests WHERE trace = ?1)";

std::vector<std::string> columns_of(Database& db, const CopiedTable& table) {
  std::vector<std::string> columns;
  Statement(db, "SELECT name FROM pragma_table_info(?1)")
      .with(table.name)
      .each([&](const Row& row) { columns.emplace_back(row.text(0)); });
  return columns;
}

// A column as it was before anything was packed.
std::string unpacked(Database& db, std::string_view table, const std::string& column) {
  if (column == "packed" || column.starts_with("block")) return "NULL";
  if (table == "events" && column == "payload") return payload_sql(db, "t.");
  if (table == "chunks" && column == "data") return "CAST(" + chunk_sql(db, "t.") + " AS BLOB)";
  for (int i = 0; table == "contents" && i < 4; ++i)
    if (column == content_column(i)) return content_sql(db, "t.", i);
  return "t." + column;
}

std::string listed(const std::vector<std::string>& parts) {
  std::string list;
  for (const auto& part : parts) list += (list.empty() ? "" : ", ") + part;
  return list;
}

std::string selection(Database& db, const CopiedTable& table,
                      const std::vector<std::string>& columns) {
  std::vector<std::string> values;
  values.reserve(columns.size());
  for (const auto& column : columns) values.push_back(unpacked(db, table.name, column));
  return "SELECT " + (listed(values) + " FROM ") + std::string(table.name) + " t WHERE " +
         std::string(table.where) + " ORDER BY " + std::string(table.order);
}

std::string insertion(const CopiedTable& table, const std::vector<std::string>& columns) {
  std::string places;
  for (std::size_t i = 1; i <= columns.size(); ++i)
    places += (i == 1 ? "?" : ", ?") + std::to_string(i);
  const std::string how = table.may_be_there ? " OR IGNORE" : "";
  return "INSERT " + (how + " INTO ") + std::string(table.name) + "(" + listed(columns) +
         ") VALUES (" + places + ")";
}

[[noreturn]] void refuse(Database& to) {
  throw base::Failure(base::Errc::corrupt,
                      "cannot copy into '" + to.path() + "': it is not of the same store");
}

class TraceCopy {
 public:
  TraceCopy(Database& from, Database& to)
      : from_(from),
        to_(to),
        names_(from, kNames),
        add_name_(to, "INSERT OR IGNORE INTO dict(id, kind, name) VALUES (?1, ?2, ?3)"),
        find_name_(to, "SELECT id FROM dict WHERE kind = ?1 AND name = ?2"),
        edit_(to) {}

  void names(std::int64_t trace) {
    names_.with(trace).each([&](const Row& row) {
      add_name_.with(row.i64(0), row.i64(1), row.text(2)).run();
      const auto found = find_name_.with(row.i64(1), row.text(2)).step();
      const bool fits = found && found->i64(0) == row.i64(0);
      find_name_.reset();
      if (!fits) refuse(to_);
    });
  }

  // Call `before` for each row that is to be added, and `after` when it was.
  using Visit = std::function<void(const Row&)>;
  void rows(const CopiedTable& table, std::int64_t trace, const Visit& before = {},
            const Visit& after = {}) {
    const auto columns = columns_of(from_, table);
    Statement select(from_, selection(from_, table, columns));
    Statement insert(to_, insertion(table, columns));
    select.with(trace).each([&](const Row& row) {
      if (before) before(row);
      insert.reset();
      for (int i = 0; i < row.columns(); ++i) bind_column(insert, i + 1, select, i);
      if (insert.run() > 0 && after) after(row);
    });
  }

  // A line of its own may be there already, alone: it was needed before.
  void events(const CopiedTable& table, std::int64_t trace) {
    Statement drop(to_, "DELETE FROM events WHERE id = ?1 AND trace = 0");
    rows(table, trace, [&](const Row& row) { drop.with(row.i64(0)).run(); });
  }

  void lines(std::int64_t trace) {
    Statement there(to_, "SELECT 1 FROM events WHERE id = ?1");
    bool is_there = false;
    rows(
        kLines, trace,
        [&](const Row& row) {
          is_there = there.with(row.i64(0)).step().has_value();
          there.reset();
        },
        [&](const Row& row) {
          if (!is_there && row.i64(1) != 0) edit_.free_row(row.i64(0));
        });
  }

  // An input that was opened anew since has its name: this one is another.
  void inputs(const CopiedTable& table, std::int64_t trace) {
    Statement rename(to_, "UPDATE inputs SET uid = uid || '#' || id WHERE uid = ?1 AND id <> ?2");
    rows(table, trace, [&](const Row& row) { rename.with(row.text(1), row.i64(0)).run(); });
  }

 private:
  Database& from_;
  Database& to_;
  Statement names_, add_name_, find_name_;
  ChainEdit edit_;
};

void copy_table(TraceCopy& copy, const CopiedTable& table, std::int64_t trace) {
  if (table.name == "events") return copy.events(table, trace);
  if (table.name == "inputs") return copy.inputs(table, trace);
  copy.rows(table, trace);
}

std::string compared_rows_differ(Database& from, Database& to, const CopiedTable& table,
                                 std::int64_t trace) {
  std::vector<std::string> columns = columns_of(from, table);
  if (!table.compared.empty())
    std::erase_if(columns, [&](const std::string& column) {
      return (", " + std::string(table.compared) + ",").find(" " + column + ",") ==
             std::string::npos;
    });
  Statement left(from, selection(from, table, columns));
  Statement right(to, selection(to, table, columns));
  left.with(trace);
  right.with(trace);
  std::string a, b;
  for (std::int64_t n = 1;; ++n) {
    const auto one = left.step(), other = right.step();
    if (!one && !other) return {};
    a.clear();
    b.clear();
    if (one) append_columns(a, left);
    if (other) append_columns(b, right);
    if (a != b) return "row " + std::to_string(n) + " of " + std::string(table.name);
  }
}

std::string chain_breaks(Database& db, std::int64_t trace) {
  ChainState state(gaps_in(db, trace));
  bool holds = true;
  ChainRows(db).of_trace(trace, [&](const ChainRow& row) {
    holds = holds && state.take(row) != ChainState::Fit::broken;
  });
  state.finish();
  Statement head(db, "SELECT chain_count, chain_head FROM traces WHERE id = ?1");
  const auto row = head.with(trace).step();
  holds = holds && row && row->i64(0) == state.links() &&
          (state.links() == 0 || row->text(1) == digest::bytes_of(state.head()));
  return holds ? std::string() : "its hash chain";
}

}  // namespace

std::vector<std::int64_t> family_of(Database& db, std::int64_t trace) {
  Statement neighbours(db, kNeighbours);
  std::vector<std::int64_t> family{trace};
  for (std::size_t i = 0; i < family.size(); ++i)
    neighbours.with(family[i]).each([&](const Row& row) {
      const std::int64_t one = row.i64(0);
      if (std::find(family.begin(), family.end(), one) == family.end()) family.push_back(one);
    });
  std::sort(family.begin() + 1, family.end());
  return family;
}

void copy_traces(Database& from, Database& to, std::span<const std::int64_t> traces) {
  TraceCopy copy(from, to);
  for (const std::int64_t trace : traces) copy.names(trace);
  for (const auto& table : kTables) {
    for (const std::int64_t trace : traces) copy_table(copy, table, trace);
    if (table.name == "events")
      for (const std::int64_t trace : traces) copy.lines(trace);
  }
}

std::string difference_of(Database& from, Database& to, std::int64_t trace) {
  for (const auto& table : kTables)
    if (auto row = compared_rows_differ(from, to, table, trace); !row.empty()) return row;
  if (auto row = compared_rows_differ(from, to, kLines, trace); !row.empty()) return row;
  return chain_breaks(to, trace);
}

std::string print_of(Database& db, std::int64_t trace) {
  std::string print;
  for (const char* sql :
       {"SELECT * FROM traces WHERE id = ?1",
        "SELECT count(*), sum(id), sum(h % 1000003), sum(block) FROM events WHERE trace = ?1",
        "SELECT * FROM requests WHERE trace = ?1 ORDER BY id",
        "SELECT request, length(system_prompt), length(messages), length(prompt), "
        "length(completion), block FROM contents WHERE request IN (SELECT id FROM requests WHERE "
        "trace = ?1) ORDER BY request"}) {
    Statement rows(db, sql);
    rows.with(trace);
    while (rows.step()) append_columns(print, rows);
  }
  return print;
}

}  // namespace trace::store
