#include "trace-query/verify.h"

#include "integrity/chain_check.h"
#include "integrity/file_checks.h"
#include "integrity/heads.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/exit_code.h"
#include "common/id_input.h"
#include "store/resolve.h"
#include "store/schema.h"
#include "store/snapshot.h"

#include <functional>
#include <unistd.h>
#include <vector>

namespace trace::tools {
namespace {

using formats::Cell;
using formats::Column;
using integrity::Damage;

// Prints what is damaged as it is found.
class DamageRows {
 public:
  explicit DamageRows(Session& session)
      : writer_(
            formats::make_row_writer(session.format(), session.out(), session.writer_options())) {
    const std::vector<Column> columns{
        {.key = "check", .title = "CHECK", .priority = 0, .min_width = 6},
        {.key = "trace", .title = "TRACE", .priority = 1, .omit_null = true},
        {.key = "seq", .title = "SEQ", .right_aligned = true, .priority = 1, .omit_null = true},
        {.key = "event", .title = "ROW", .right_aligned = true, .priority = 2, .omit_null = true},
        {.key = "what", .title = "WHAT", .priority = 0, .min_width = 20}};
    writer_->begin(columns);
  }
  void add(const Damage& damage) {
    ++count_;
    std::vector<Cell> row{std::string_view(damage.check), Cell{}, Cell{}, Cell{},
                          std::string_view(damage.what)};
    if (!damage.trace.empty()) row[1] = std::string_view(damage.trace);
    if (damage.seq) row[2] = *damage.seq;
    if (damage.event) row[3] = *damage.event;
    writer_->row(row);
  }
  void end() { writer_->end(); }
  std::int64_t count() const { return count_; }

 private:
  std::unique_ptr<formats::RowWriter> writer_;
  std::int64_t count_ = 0;
};

// A check that hits a page which cannot be read has found damage, too.
std::int64_t guarded(const char* name, DamageRows& rows, const std::function<std::int64_t()>& f) {
  try {
    return f();
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::corrupt && failure.code() != base::Errc::io) throw;
    rows.add({name, "", {}, {}, failure.what()});
    return 0;
  }
}

std::string store_uuid(store::Database& db) {
  store::Statement uuid(db, "SELECT v FROM meta WHERE k = 'db_uuid'");
  const auto row = uuid.step();
  return std::string(row ? row->text(0) : std::string_view());
}

integrity::Heads saved_heads(Session& session) {
  const auto& path = session.options().verify.against;
  if (path.empty()) return {};
  auto file = integrity::read_heads(base::read_file(path, std::size_t{1} << 30));
  if (!file)
    throw base::Failure(base::Errc::bad_usage,
                        "cannot read heads '" + path + "': " + file.error().message);
  if ((*file).store != store_uuid(session.db()))
    throw base::Failure(base::Errc::bad_usage,
                        "cannot read heads '" + path + "': they are of another store");
  return std::move((*file).heads);
}

void write_heads(Session& session, const integrity::ChainCheck& check) {
  const auto& path = session.options().verify.heads;
  if (path.empty()) return;
  const auto text = integrity::heads_text({store_uuid(session.db()), check.heads()});
  if (path == "-") return session.out().write(text);
  base::AtomicFile file(path);
  base::write_all(file.fd(), text, path.c_str());
  file.commit();
}

std::vector<std::int64_t> chosen_traces(Session& session) {
  std::vector<std::int64_t> rows;
  const auto& options = session.options();
  for (const auto& text : cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO))
    rows.push_back(store::resolve_trace(session.db(), text).row);
  return rows;
}

struct Totals {
  std::int64_t pages = 0, sums = 0, spooled = 0;
  integrity::ChainReport chains;
};

std::string summary_of(const Totals& totals, std::int64_t damages) {
  const auto& chains = totals.chains;
  std::string text = "checked " + std::to_string(chains.traces) + " traces, " +
                     std::to_string(chains.rows) + " events and lines, " +
                     std::to_string(totals.sums) + " other rows, " + std::to_string(totals.pages) +
                     " pages, " + std::to_string(totals.spooled) + " spool records";
  if (chains.unchecked > 0)
    text += "; " + std::to_string(chains.unchecked) + " are older than chains";
  if (chains.redacted > 0)
    text += "; bytes of " + std::to_string(chains.redacted) + " were removed";
  if (chains.incomparable > 0)
    text += "; " + std::to_string(chains.incomparable) + " saved heads lie in what was pruned";
  return text + (damages == 0 ? ": all whole" : ": damage in " + std::to_string(damages));
}

}  // namespace

int print_verify(Session& session) {
  auto& db = session.db();
  if (store::version_of(db) != store::schema_version())
    throw base::Failure(base::Errc::bad_usage, "cannot open '" + session.path() +
                                                   "': older stores have no sums; " +
                                                   "trace-record replay brings it up to date");
  DamageRows rows(session);
  const auto out = [&rows](const Damage& damage) { rows.add(damage); };
  const store::Snapshot snapshot(db);  // recorders may go on
  const auto heads = saved_heads(session);
  const auto traces = chosen_traces(session);
  integrity::ChainCheck check(db, out);
  if (!session.options().verify.against.empty()) check.expect(heads);
  Totals totals;
  const bool is_whole = session.options().operands.empty();
  if (is_whole) {
    totals.pages = guarded("pages", rows, [&] { return integrity::check_pages(db, out); });
    totals.sums = guarded("rows", rows, [&] { return integrity::check_rows(db, out); });
  }
  guarded("chain", rows, [&] {
    totals.chains = is_whole ? check.all() : check.some(traces);
    return std::int64_t{0};
  });
  if (is_whole) {
    totals.spooled =
        guarded("spool", rows, [&] { return integrity::check_spool(session.spool_places(), out); });
    integrity::check_index(session.path(), out);
  }
  rows.end();
  write_heads(session, check);
  session.say(summary_of(totals, rows.count()));
  return cli::exit_number(rows.count() == 0 ? cli::Exit::ok : cli::Exit::no);
}

}  // namespace trace::tools
