#include "trace-query/diff.h"

#include "trace-query/bisect_command.h"
#include "trace-query/diff_output.h"
#include "trace-query/run_steps.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/id_input.h"
#include "common/read_filter.h"
#include "formats/terminal_text.h"
#include "json/writer.h"
#include "store/filter.h"
#include "store/guard.h"
#include "store/trace_rows.h"

#include <unistd.h>
#include <unordered_set>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;
using model::RunStatus;

std::vector<std::string> typed_ids(const Session& session) {
  return cli::expand_ids(session.options().operands, session.options().ids_end_with_nul,
                         STDIN_FILENO);
}

bool is_equal(const RunSummary& left, const RunSummary& right, const Comparison& comparison) {
  return !comparison.first_call && !comparison.first_result &&
         left.record.status == right.record.status;
}

// The root traces that the filters let through, in order of start; those between two runs and the
// two themselves when there are two, ended ones alone.
std::vector<std::int64_t> filtered(Session& session, const std::vector<std::int64_t>& ends) {
  const auto& options = session.options();
  store::SqlText sql;
  sql.add("SELECT t.id FROM traces t");
  auto filter = cli::read_filter(options.filters, options.tz, session.environment(), session.now(),
                                 session.db());
  filter.roots_only = true;
  store::append_where(sql, store::Entity::trace, filter, session.db());
  if (!ends.empty())
    sql.add(" AND t.status > 1 AND (t.at, t.uid) > (SELECT at, uid FROM traces WHERE id = ")
        .value(ends[0])
        .add(") AND (t.at, t.uid) < (SELECT at, uid FROM traces WHERE id = ")
        .value(ends[1])
        .add(")");
  sql.add(" ORDER BY t.at, t.uid");
  std::optional<store::Guard> guard;
  if (!filter.where.empty()) guard.emplace(session.db());
  std::vector<std::int64_t> ids;
  if (!ends.empty()) ids.push_back(ends[0]);
  sql.prepare(session.db()).each([&](const store::Row& row) { ids.push_back(row.i64(0)); });
  if (!ends.empty()) ids.push_back(ends[1]);
  return ids;
}

std::vector<std::int64_t> named(Session& session) {
  std::vector<std::int64_t> ids;
  for (const auto& id : typed_ids(session))
    ids.push_back(store::resolve_trace(session.db(), id).row);
  return ids;
}

std::vector<std::int64_t> sorted(Session& session, const std::vector<std::int64_t>& ids) {
  return store::TraceRows(session.db(), session.names()).sorted(ids);
}

// The runs that are looked through, in order of start: those that are named, else those that the
// filters let through.
std::vector<std::int64_t> candidates(Session& session) {
  const bool has_filter = cli::has_filter(session.options().filters);
  const auto ids = named(session);
  if (ids.empty() != has_filter)
    throw Failure(Errc::bad_usage, "give the runs by name, or a filter");
  return has_filter ? filtered(session, {}) : sorted(session, ids);
}

// The runs of which a condition holds.
std::unordered_set<std::int64_t> those_that(Session& session, const std::string& condition) {
  store::Filter filter;
  filter.where = condition;
  store::SqlText sql;
  sql.add("SELECT t.id FROM traces t");
  store::append_where(sql, store::Entity::trace, filter, session.db());
  const store::Guard guard(session.db());
  std::unordered_set<std::int64_t> ids;
  sql.prepare(session.db()).each([&](const store::Row& row) { ids.insert(row.i64(0)); });
  return ids;
}

// A run that still goes on, or that somebody stopped, says nothing.
std::optional<bool> is_bad(const model::TraceChange& trace) {
  if (trace.status == RunStatus::success) return false;
  const bool says_nothing = !trace.status || trace.status == RunStatus::canceled ||
                            trace.status == RunStatus::running || trace.status == RunStatus::queued;
  if (says_nothing) return std::nullopt;
  return true;
}

struct Turn {
  std::optional<store::TraceRef> last_good, first_bad;
  std::int64_t runs = 0;
  std::int64_t skipped = 0;  // between the two, of which the command could not tell
};

Turn find_turn(Session& session, const std::vector<std::int64_t>& ids) {
  Turn turn;
  const std::string& condition = session.options().bisect.bad;
  std::unordered_set<std::int64_t> bad_ones;
  if (!condition.empty()) bad_ones = those_that(session, condition);
  store::TraceRows(session.db(), session.names()).some(ids, [&](const store::TraceRow& row) {
    ++turn.runs;
    auto bad = is_bad(row.record);
    if (!condition.empty() && row.record.status && model::is_end(*row.record.status))
      bad = bad_ones.contains(row.id);
    if (!bad || turn.first_bad) return;
    (*bad ? turn.first_bad : turn.last_good) = store::TraceRef{row.id, row.record.id};
  });
  return turn;
}

store::TraceRef ref_of(Session& session, std::int64_t run) {
  store::TraceRef ref{run, {}};
  store::TraceRows(session.db(), session.names()).some({&run, 1}, [&](const store::TraceRow& row) {
    ref.id = row.record.id;
  });
  return ref;
}

// GOOD and BAD stand for all that ran between them; other runs are asked about as they are.
Turn ask_command(Session& session) {
  if (!session.options().bisect.bad.empty())
    throw Failure(Errc::bad_usage, "--bad and a command behind -- exclude each other");
  const auto typed = named(session);
  const bool is_range = typed.size() == 2;
  if (is_range && sorted(session, typed) != typed)
    throw Failure(Errc::bad_usage, "the good run has to come before the bad one");
  const auto runs = is_range ? filtered(session, typed) : candidates(session);
  const auto found = bisect_by_command(session, runs, is_range ? Ends::known : Ends::asked);
  Turn turn;
  turn.runs = static_cast<std::int64_t>(runs.size());
  turn.skipped = static_cast<std::int64_t>(found.skipped);
  if (found.last_good) turn.last_good = ref_of(session, runs[*found.last_good]);
  if (found.first_bad) turn.first_bad = ref_of(session, runs[*found.first_bad]);
  return turn;
}

void print_turn(Session& session, const Turn& turn) {
  const auto id = [](const std::optional<store::TraceRef>& trace) {
    return trace ? formats::terminal_text(trace->id) : std::string("none");
  };
  session.out().write("Runs      " + std::to_string(turn.runs) + "\nLast good " +
                      id(turn.last_good) + "\nFirst bad " + id(turn.first_bad) + "\n");
  if (turn.skipped > 0)
    session.out().write("Skipped   " + std::to_string(turn.skipped) +
                        " between them: one of these may be the first bad\n");
}

void print_turn_json(Session& session, const Turn& turn) {
  std::string& out = session.out().buffer();
  json::Writer writer(out);
  writer.begin_object().key("runs").integer(turn.runs);
  if (turn.skipped > 0) writer.key("skipped").integer(turn.skipped);
  const std::pair<std::string_view, const std::optional<store::TraceRef>&> ends[] = {
      {"last_good", turn.last_good}, {"first_bad", turn.first_bad}};
  for (const auto& [key, trace] : ends) {
    writer.key(key);
    trace ? writer.string(trace->id) : writer.null();
  }
  writer.key("diff");
  if (!turn.last_good || !turn.first_bad) {
    writer.null();
  } else {
    const auto left = read_run(session, *turn.last_good),
               right = read_run(session, *turn.first_bad);
    std::string text;
    append_comparison(text, left, right, compare(left, right));
    writer.raw(text);
  }
  writer.end_object();
  session.out().write("\n");
}

}  // namespace

int print_diff(Session& session) {
  const auto ids = typed_ids(session);
  if (ids.size() != 2) throw Failure(Errc::bad_usage, "diff compares two traces");
  const auto left = read_run(session, session.find(ids[0]));
  const auto right = read_run(session, session.find(ids[1]));
  const auto comparison = compare(left, right);
  print_comparison(session, left, right, comparison);
  const bool is_no = session.options().exit_status && !is_equal(left, right, comparison);
  return cli::exit_number(is_no ? cli::Exit::no : cli::Exit::ok);
}

int print_bisect(Session& session) {
  if (session.archives().size() > 0) session.say("runs in archives are not looked through");
  const bool asks = !session.options().bisect.command.empty();
  const Turn turn = asks ? ask_command(session) : find_turn(session, candidates(session));
  if (session.format() != formats::Format::table) {
    print_turn_json(session, turn);
  } else {
    print_turn(session, turn);
    if (turn.last_good && turn.first_bad) {
      const auto left = read_run(session, *turn.last_good);
      const auto right = read_run(session, *turn.first_bad);
      session.out().write("\n");
      print_comparison(session, left, right, compare(left, right));
    }
  }
  return cli::exit_number(turn.first_bad ? cli::Exit::no : cli::Exit::ok);
}

}  // namespace trace::tools
