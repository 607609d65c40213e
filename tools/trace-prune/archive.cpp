#include "trace-prune/archive.h"

#include "search/index.h"
#include "trace-prune/choice.h"
#include "trace-prune/deletion.h"
#include "trace-prune/prune_table.h"
#include "trace-prune/question.h"
#include "trace-prune/upkeep.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/progress.h"
#include "store/archiver.h"
#include "store/schema.h"
#include "store/settings.h"
#include "store/space.h"

#include <filesystem>
#include <set>

namespace trace::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTool = "trace-prune";

std::string number_of(std::int64_t number, const char* one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

std::string id_of(store::Database& db, std::int64_t trace) {
  store::Statement find(db, "SELECT uid FROM traces WHERE id = ?1");
  const auto row = find.with(trace).step();
  return row ? std::string(row->text(0)) : std::string();
}

std::vector<store::ArchiveFamily> families(const PruneOptions& options, store::Database& db,
                                           base::UnixMicros now) {
  std::vector<std::int64_t> rows;
  const auto choice = choose(rules_of(options, db, now), options, db);
  if (choice.held_traces > 0 && !options.messages.quiet)
    cli::print_message(kTool, number_of(choice.held_traces, "trace") +
                                  " stay: they are not shipped yet (--force moves them)");
  for (const auto& group : choice.traces)
    rows.insert(rows.end(), group.rows.begin(), group.rows.end());
  return store::families_of(db, rows, {now.v - options.older_than->v * 1000});
}

PruneChoice as_choice(const std::vector<store::ArchiveFamily>& families) {
  PruneChoice choice;
  for (const auto& family : families) {
    const auto reason = store::archive_receipt(family.month);
    if (choice.traces.empty() || choice.traces.back().reason != reason)
      choice.traces.push_back({reason, {}});
    auto& rows = choice.traces.back().rows;
    rows.insert(rows.end(), family.traces.begin(), family.traces.end());
  }
  return choice;
}

// Readers find the folder without an option from now on.
void keep_folder(const PruneOptions& options, store::Database& db, store::StoreLock& lock,
                 const std::string& folder) {
  const auto known = store::Settings::load(db).get("archives");
  if (!known) {
    store::keep_setting(db, lock, "archives", folder);
    if (!options.messages.quiet)
      cli::print_message(kTool, "the setting 'archives' is '" + folder + "' from now on");
  } else if (*known != folder && !options.messages.quiet) {
    cli::print_message(kTool, "readers look in '" + *known +
                                  "' (setting 'archives'); see them with --archives '" + folder +
                                  "'");
  }
}

// Return the number of traces that stay.
std::int64_t move(const PruneOptions& options, const std::vector<store::ArchiveFamily>& families,
                  const std::string& path, base::UnixMicros now) {
  base::create_private_folder(options.archive);
  const std::string folder = fs::canonical(options.archive);
  auto db = store::open_for_writing(path, store::Durability::full);
  store::StoreLock lock(path);
  keep_folder(options, db, lock, folder);
  store::Archiver archiver(db, lock, folder);
  archiver.clear_hidden(now);
  cli::Progress progress(options.progress);
  std::uint64_t done = 0;
  std::int64_t stay = 0;
  for (const auto& family : families) {
    if (const auto why = archiver.move(family, now); !why.empty()) {
      stay += static_cast<std::int64_t>(family.traces.size());
      cli::print_message(kTool, "trace '" + id_of(db, family.traces.front()) + "' stays: " + why);
    }
    progress.update(done += family.traces.size(), 0);
  }
  archiver.close(now);
  store::empty_log(db, lock);
  std::set<std::string> months;
  for (const auto& family : families) months.insert(family.month);
  for (const auto& month : months)
    if (const auto file = store::archive_path(folder, month); fs::exists(file))
      sum_archive(path, file, now);
  return stay;
}

}  // namespace

int archive(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  auto reader = store::open_for_reading(path);
  const auto all = families(options, reader, now);
  const PruneChoice choice = as_choice(all);
  const PruneSum sum = print_choice(options, choice, reader);
  if (!options.apply) {
    if (!options.messages.quiet)
      cli::print_message(
          kTool, words_of(sum) + " would move" + (all.empty() ? "" : "; say --apply to move them"));
    return cli::exit_number(cli::Exit::ok);
  }
  if (!options.yes && !agrees("Move " + words_of(sum) + "?"))
    return cli::exit_number(cli::Exit::no);
  search::Index::remove(path);
  std::int64_t stay = 0;
  with_reserve(path, [&] { stay = move(options, all, path, now); });
  search::Index::remove(path);
  if (!options.messages.quiet) cli::print_message(kTool, words_of(sum) + " moved");
  return cli::exit_number(stay > 0 ? cli::Exit::no : cli::Exit::ok);
}

int unarchive(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  const fs::path file(options.unarchive);
  auto reader = store::open_for_reading(file);
  const auto traces = store::Statement(reader, "SELECT count(*) FROM traces").step()->i64(0);
  if (!options.apply) {
    if (!options.messages.quiet)
      cli::print_message(
          kTool, number_of(traces, "trace") + " would come back; say --apply to bring them");
    return cli::exit_number(cli::Exit::ok);
  }
  if (!options.yes && !agrees("Bring back " + number_of(traces, "trace") + "?"))
    return cli::exit_number(cli::Exit::no);
  auto db = store::open_for_writing(path, store::Durability::full);
  store::StoreLock lock(path);
  store::Archiver archiver(db, lock, file.has_parent_path() ? file.parent_path() : ".");
  const auto back = archiver.bring_back(file.stem(), now);
  store::empty_log(db, lock);
  if (!options.messages.quiet) cli::print_message(kTool, number_of(back, "trace") + " came back");
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
