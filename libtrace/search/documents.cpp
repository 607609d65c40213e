#include "search/documents.h"

#include "digest/checksum.h"

#include "store/payload.h"

#include <algorithm>
#include <optional>

namespace trace::search {
namespace {

using store::Database;
using store::Row;
using store::Statement;
using store::Transaction;

std::int64_t number(Database& db, const char* sql) {
  Statement statement(db, sql);
  const auto row = statement.step();
  return row ? row->i64(0) : 0;
}

constexpr const char* kTraceText =
    "SELECT t.title, t.error_message, e.name, t.result, t.params, t.metadata FROM traces t "
    "LEFT JOIN dict e ON e.id = t.error_code WHERE t.id = ?1";

// Writes documents into one index.
class Writer {
 public:
  explicit Writer(Database& index)
      : index_(index),
        transaction_(index),
        find_(index, "SELECT sum, place FROM docs WHERE kind = ?1 AND row = ?2"),
        same_(index, "UPDATE docs SET seal = ?3 WHERE kind = ?1 AND row = ?2"),
        add_(index, "INSERT INTO said(rowid, text) VALUES (?1, ?2)"),
        note_(index,
              "INSERT OR REPLACE INTO docs(kind, row, doc, sum, seal, place) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
        next_(number(index, "SELECT coalesce(max(doc), 0) FROM docs")) {}

  // Returns whether the text is new.
  bool put(Kind kind, std::int64_t row, std::int64_t seal, const std::string& text,
           const std::function<std::int64_t()>& place) {
    const auto sum = static_cast<std::int64_t>(digest::checksum64(text));
    const auto number = static_cast<std::int64_t>(kind);
    std::optional<std::int64_t> old_sum;
    std::int64_t stands = 0;
    if (const auto found = find_.with(number, row).step()) {
      old_sum = found->i64(0);
      stands = found->i64(1);
    }
    find_.reset();
    if (old_sum == sum) return same_.with(number, row, seal).run(), false;
    ++next_;
    add_.with(next_, text).run();
    note_.with(number, row, next_, sum, seal, old_sum ? stands : place()).run();
    return true;
  }
  void drop(Kind kind, std::int64_t row) {
    Statement(index_, "DELETE FROM docs WHERE kind = ?1 AND row = ?2")
        .with(static_cast<std::int64_t>(kind), row)
        .run();
  }
  void commit() { transaction_.commit(); }

 private:
  Database& index_;
  Transaction transaction_;
  Statement find_, same_, add_, note_;
  std::int64_t next_;
};

}  // namespace

Documents::Documents(Database& db, TextReader& reader)
    : db_(db),
      reader_(reader),
      has_seals_(number(db, "SELECT count(*) FROM sqlite_master WHERE name = 'seals'") > 0) {}

// Older files have no seals, and rows may have been added by other programs.
bool Documents::are_sealed(Kind kind) {
  if (!has_seals_) return false;
  if (kind == Kind::trace)
    return number(db_, "SELECT count(*) FROM traces") ==
           number(db_, "SELECT count(*) FROM seals WHERE kind = 3");
  return number(db_, "SELECT max(request) FROM contents") ==
         number(db_, "SELECT max(key) FROM seals WHERE kind = 13");
}

// Without seals the text itself is summed.
void Documents::add_seals(std::vector<Mark>& out, Kind kind) {
  const bool is_trace = kind == Kind::trace;
  if (are_sealed(kind)) {
    Statement(db_, "SELECT key, sum FROM seals WHERE kind = ?1 ORDER BY key")
        .with(is_trace ? 3 : 13)
        .each([&](const Row& row) {
          out.push_back({row.i64(0), row.i64(1)});
        });
    return;
  }
  Statement(db_, is_trace ? "SELECT id FROM traces ORDER BY 1"
                          : "SELECT request FROM contents ORDER BY 1")
      .each([&](const Row& row) {
        out.push_back({row.i64(0), 0});
      });
  for (Mark& mark : out)
    mark.sum = static_cast<std::int64_t>(digest::checksum64(read(kind, mark.row).text));
}

std::vector<Documents::Mark> Documents::request_marks() {
  std::vector<Mark> both;
  add_seals(both, Kind::request);
  Statement(db_,
            "SELECT id, error_message FROM requests "
            "WHERE status <> 0 AND error_message IS NOT NULL ORDER BY id")
      .each([&](const Row& row) {
        both.push_back({row.i64(0), static_cast<std::int64_t>(digest::checksum64(row.text(1)))});
      });
  const auto is_before = [](const Mark& a, const Mark& b) { return a.row < b.row; };
  std::stable_sort(both.begin(), both.end(), is_before);
  std::vector<Mark> marks;
  for (const Mark& mark : both) {
    if (!marks.empty() && marks.back().row == mark.row)
      marks.back().sum ^= mark.sum;
    else
      marks.push_back(mark);
  }
  return marks;
}

std::vector<Documents::Mark> Documents::marks(Kind kind) {
  if (kind == Kind::request) return request_marks();
  std::vector<Mark> marks;
  add_seals(marks, kind);
  return marks;
}

// Both are in order of their rows.
Documents::Changes Documents::changes(Kind kind, Database& known) {
  const auto now = marks(kind);
  Changes changes;
  auto at = now.begin();
  Statement(known, "SELECT row, seal FROM docs WHERE kind = ?1 ORDER BY row")
      .with(static_cast<std::int64_t>(kind))
      .each([&](const Row& row) {
        while (at != now.end() && at->row < row.i64(0)) changes.written.push_back(*at++);
        if (at == now.end() || at->row != row.i64(0)) return changes.gone.push_back(row.i64(0));
        if (at->sum != row.i64(1)) changes.written.push_back(*at);
        ++at;
      });
  changes.written.insert(changes.written.end(), at, now.end());
  return changes;
}

// Where it stands among rows in order of arrival: a trace before its first event.
std::int64_t Documents::place_of(Kind kind, std::int64_t row) {
  if (kind == Kind::request) return row;
  Statement first(db_, "SELECT id FROM events WHERE trace = ?1 AND seq > 0 ORDER BY seq LIMIT 1");
  const auto found = first.with(row).step();
  return found ? found->i64(0) : number(db_, "SELECT v FROM meta WHERE k = 'next_id'");
}

Documents::Filled Documents::fill(Database& index, Database& known) {
  std::optional<Writer> writer;
  const auto open_writer = [&]() -> Writer& { return writer ? *writer : writer.emplace(index); };
  Filled filled;
  for (const Kind kind : {Kind::request, Kind::trace}) {
    const auto changes = this->changes(kind, known);
    for (const Mark& mark : changes.written) {
      const auto said = read(kind, mark.row);
      const auto place = [&] { return place_of(kind, mark.row); };
      if (!open_writer().put(kind, mark.row, mark.sum, said.text, place)) continue;
      ++filled.rows;
      filled.cut += said.is_cut ? 1 : 0;
      filled.gaps += said.lacks_runs ? 1 : 0;
    }
    if (&index != &known) continue;
    for (const std::int64_t row : changes.gone) open_writer().drop(kind, row);
  }
  if (writer) writer->commit();
  return filled;
}

TextReader::Said Documents::read(Kind kind, std::int64_t row_id) {
  Statement find(
      db_, kind == Kind::trace
               ? std::string(kTraceText)
               : "SELECT r.error_message, c.system_prompt, c.messages, c.prompt, c.completion "
                 "FROM requests r LEFT JOIN " +
                     store::contents_table(db_) + " c ON c.request = r.id WHERE r.id = ?1");
  TextReader::Said said;
  find.with(row_id).each([&](const Row& row) {
    for (int column = 0; column < (kind == Kind::trace ? 6 : 5); ++column)
      if (!row.is_null(column)) reader_.append(said, row.text(column));
  });
  return said;
}

}  // namespace trace::search
