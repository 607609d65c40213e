#include "trace-prune/run.h"

#include "search/index.h"
#include "trace-prune/choice.h"
#include "trace-prune/prune_table.h"
#include "trace-prune/sweep.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/progress.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "store/retention.h"
#include "store/schema.h"
#include "store/space.h"

#include <array>
#include <unistd.h>

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-prune";

// Ask on the terminal; anything but y is no.
bool agrees(const std::string& what) {
  base::write_all(STDERR_FILENO, "Delete " + what + "? [y/N] ", "the terminal");
  std::array<char, 64> answer{};
  const ssize_t got = ::read(STDIN_FILENO, answer.data(), answer.size());
  return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

void check_use(const PruneOptions& options) {
  using base::Errc;
  if (!chooses(options) && !options.sweep && !options.vacuum)
    throw base::Failure(Errc::bad_usage,
                        "nothing is chosen; give --older-than, a filter, traces or --sweep");
  if (options.apply && chooses(options) && !options.yes && !cli::is_terminal(STDIN_FILENO))
    throw base::Failure(Errc::bad_usage, "--apply without a terminal needs --yes");
}

void remove(const PruneOptions& options, const PruneChoice& choice, store::Retention& retention,
            base::UnixMicros now) {
  cli::Progress progress(options.progress);
  std::uint64_t done = 0;
  for (const std::int64_t trace : choice.traces) {
    retention.remove_trace(trace, {choice.reason, now});
    progress.update(++done, 0);
  }
  retention.remove_requests(choice.requests, store::Retention::Whose::nobodys);
  if (!choice.traces.empty()) retention.remove_lost_repeats();
}

// Show what would go, and delete it when that is wanted. Return false when the user said no.
bool prune(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  auto reader = store::open_for_reading(path);
  const PruneChoice choice = choose(options, reader, now);
  const PruneSum sum = print_choice(options, choice, reader);
  const bool is_empty = choice.traces.empty() && choice.requests.empty();
  if (!options.apply || is_empty) {
    if (!options.messages.quiet)
      cli::print_message(
          kTool, words_of(sum) + " would go" + (is_empty ? "" : "; say --apply to delete them"));
    return true;
  }
  if (!options.yes && !agrees(words_of(sum))) return false;
  auto db = store::open_for_writing(path, store::Durability::normal);
  store::StoreLock lock(path);
  store::Retention retention(db, lock);
  search::Index::remove(path);  // what is deleted does not live on in it; a search makes it again
  retention.finish_interrupted();
  remove(options, choice, retention, now);
  search::Index::remove(path);
  store::empty_log(db, lock);
  if (!options.messages.quiet) cli::print_message(kTool, words_of(sum) + " deleted");
  return true;
}

void vacuum(const std::string& path) {
  auto db = store::open_for_writing(path, store::Durability::full);
  store::StoreLock lock(path);
  store::Retention(db, lock).finish_interrupted();
  store::give_back_space(db, lock);
}

}  // namespace

int run(PruneOptions& options, cli::Command&) {
  check_use(options);
  const auto environment = cli::Environment::of_process();
  const auto path = cli::store_path(options.store, environment);
  const base::UnixMicros now = cli::make_clock(environment)->now();
  store::open_for_reading(path);  // a store that is not there is not made
  if (options.sweep) sweep(options, path, now);
  if (chooses(options) && !prune(options, path, now)) return cli::exit_number(cli::Exit::no);
  if (options.vacuum && options.apply) vacuum(path);
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
