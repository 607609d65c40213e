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
#include <map>
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

// The traces that were named, by where they are.
std::map<store::Place, std::vector<std::int64_t>> chosen_traces(Session& session) {
  std::map<store::Place, std::vector<std::int64_t>> rows;
  const auto& options = session.options();
  for (const auto& text :
       cli::expand_ids(options.operands, options.ids_end_with_nul, STDIN_FILENO)) {
    const auto trace = session.find(text);
    rows[trace.place].push_back(trace.row);
  }
  session.use(std::nullopt);
  return rows;
}

struct Totals {
  std::int64_t pages = 0, sums = 0, spooled = 0;
  integrity::ChainReport chains;
};

void add(integrity::ChainReport& sum, const integrity::ChainReport& part) {
  sum.traces += part.traces;
  sum.rows += part.rows;
  sum.unchecked += part.unchecked;
  sum.redacted += part.redacted;
  sum.incomparable += part.incomparable;
}

// What receipts of the store say must be in an archive, as it was when it went there.
void check_receipts(Session& session, std::size_t archive, DamageRows& rows) {
  const auto& archives = session.archives();
  store::Statement find(*session.archives().open(archive),
                        "SELECT chain_count, chain_head FROM traces WHERE uid = ?1");
  store::Statement receipts(session.db(),
                            "SELECT uid, links, head FROM pruned WHERE reason = ?1 ORDER BY uid");
  receipts.with(store::archive_receipt(archives.month(archive).name))
      .each([&](const auto& receipt) {
        const auto row = find.with(receipt.text(0)).step();
        const std::string id(receipt.text(0));
        if (!row)
          rows.add({"archive", id, {}, {}, "it is missing in '" + archives.path(archive) + "'"});
        else if (row->i64(0) != receipt.i64(1) || row->text(1) != receipt.text(2))
          rows.add(
              {"archive",
               id,
               {},
               {},
               "it is not in '" + archives.path(archive) + "' what it was when it went there"});
        find.reset();
      });
}

// An archive is a store: all of it, or some of its traces.
void check_archive(Session& session, std::size_t archive, const std::vector<std::int64_t>* traces,
                   DamageRows& rows, Totals& totals) {
  store::Database& db = *session.archives().open(archive);
  const std::string& path = session.archives().path(archive);
  const auto out = [&](Damage damage) {
    damage.what = "in '" + path + "': " + damage.what;
    rows.add(damage);
  };
  const store::Snapshot snapshot(db);
  integrity::ChainCheck check(db, out);
  if (traces == nullptr) {
    totals.pages += guarded("pages", rows, [&] { return integrity::check_pages(db, out); });
    const bool has_sums = store::version_of(db) == store::schema_version();
    if (!has_sums) session.say("'" + path + "': older stores have no sums");
    if (has_sums)
      totals.sums += guarded("rows", rows, [&] { return integrity::check_rows(db, out); });
  }
  guarded("chain", rows, [&] {
    add(totals.chains, traces == nullptr ? check.all() : check.some(*traces));
    return std::int64_t{0};
  });
  if (traces == nullptr && session.archives().is_known(archive))
    check_receipts(session, archive, rows);
}

void check_archives(Session& session,
                    const std::map<store::Place, std::vector<std::int64_t>>& traces,
                    DamageRows& rows, Totals& totals) {
  auto& archives = session.archives();
  for (std::size_t i = 0; i < archives.size(); ++i) {
    const auto named = traces.find(i);
    const bool is_wanted = session.options().operands.empty() || named != traces.end();
    if (!is_wanted || archives.open(i) == nullptr) continue;
    check_archive(session, i, named == traces.end() ? nullptr : &named->second, rows, totals);
  }
}

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
    const auto here = traces.find(std::nullopt);
    if (is_whole)
      totals.chains = check.all();
    else if (here != traces.end())
      totals.chains = check.some(here->second);
    return std::int64_t{0};
  });
  if (is_whole) {
    totals.spooled =
        guarded("spool", rows, [&] { return integrity::check_spool(session.spool_places(), out); });
    integrity::check_index(session.path(), out);
  }
  check_archives(session, traces, rows, totals);
  rows.end();
  write_heads(session, check);
  session.say(summary_of(totals, rows.count()));
  return cli::exit_number(rows.count() == 0 ? cli::Exit::ok : cli::Exit::no);
}

}  // namespace trace::tools
