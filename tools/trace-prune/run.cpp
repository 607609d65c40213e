#include "trace-prune/run.h"

#include "trace-prune/archive.h"
#include "trace-prune/choice.h"
#include "trace-prune/compress.h"
#include "trace-prune/deletion.h"
#include "trace-prune/prune_table.h"
#include "trace-prune/question.h"
#include "trace-prune/scrub.h"
#include "trace-prune/sweep.h"
#include "trace-prune/upkeep.h"

#include "common/exit_code.h"
#include "common/message.h"
#include "common/setting_variables.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "store/retention.h"
#include "store/schema.h"
#include "store/space.h"

#include <unistd.h>

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-prune";
// How often more is chosen when a store is still larger than --max-size.
constexpr int kRounds = 8;

// What goes into an archive is chosen by age and filters; what comes back is a file.
void check_archive_use(const PruneOptions& options) {
  using base::Errc;
  if (!options.archive.empty() && !options.older_than)
    throw base::Failure(Errc::bad_usage, "--archive needs --older-than");
  const bool has_caps = options.max_size || options.max_traces || options.max_events;
  if (!options.archive.empty() &&
      (has_caps || !options.conversation.empty() || !options.filters.token.empty() ||
       !options.operands.empty() || options.automatic || !options.scrub.empty()))
    throw base::Failure(Errc::bad_usage,
                        "--archive takes months; only --older-than, --keep-errors and filters "
                        "choose with it");
  if (!options.unarchive.empty() &&
      (chooses(options) || options.automatic || !options.scrub.empty()))
    throw base::Failure(Errc::bad_usage, "--unarchive goes by itself");
}

void check_use(const PruneOptions& options) {
  check_archive_use(options);
  using base::Errc;
  const bool scrubs = !options.scrub.empty();
  const bool deletes =
      chooses(options) || options.automatic || scrubs || !options.unarchive.empty();
  if (scrubs && (chooses(options) || options.automatic))
    throw base::Failure(Errc::bad_usage, "--scrub goes by itself; say nothing else to choose");
  if (!deletes && !options.sweep && !options.vacuum && !options.compress_after)
    throw base::Failure(Errc::bad_usage,
                        "nothing is chosen; give --older-than, --max-size, a filter, traces, "
                        "--auto, --scrub or --sweep");
  if (options.automatic && chooses(options))
    throw base::Failure(Errc::bad_usage, "--auto goes by the settings; say nothing else to choose");
  if (!options.filters.token.empty() && !options.operands.empty())
    throw base::Failure(Errc::bad_usage, "--token chooses requests; do not name traces with it");
  if (options.apply && deletes && !options.yes && !cli::is_terminal(STDIN_FILENO))
    throw base::Failure(Errc::bad_usage, "--apply without a terminal needs --yes");
}

void say_what_stays(const PruneChoice& choice) {
  const std::int64_t held = choice.held_traces + choice.held_requests;
  if (held == 0) return;
  cli::print_message(kTool, std::to_string(choice.held_traces) + " traces and " +
                                std::to_string(choice.held_requests) +
                                " requests stay: they are not shipped yet (--force deletes them)");
}

// The sizes that were guessed may have been too large: go on until the store is small enough.
void shrink(const PruneRules& rules, const PruneOptions& options, const std::string& path,
            base::UnixMicros now) {
  PruneRules by_size;
  by_size.max_size = rules.max_size;
  by_size.size_filter = rules.size_filter;
  for (int round = 0; round < kRounds; ++round) {
    auto reader = store::open_for_reading(path);
    if (store::used_bytes(reader) <= *rules.max_size) return;
    const PruneChoice more = choose(by_size, options, reader);
    if (more.is_empty()) return;
    delete_chosen(options, more, path, now);
  }
}

store::Settings settings_of(store::Database& reader) {
  auto settings = store::Settings::load(reader);
  cli::apply_variables(settings, cli::Environment::of_process());
  return settings;
}

// Show what would go, and delete it when that is wanted. Return false when the user said no.
bool prune(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  auto reader = store::open_for_reading(path);
  const PruneRules rules =
      options.automatic ? rules_of(settings_of(reader), now) : rules_of(options, reader, now);
  const PruneChoice choice = choose(rules, options, reader);
  const PruneSum sum = print_choice(options, choice, reader);
  if (!options.messages.quiet) say_what_stays(choice);
  if (!options.apply || choice.is_empty()) {
    if (!options.messages.quiet)
      cli::print_message(kTool, words_of(sum) + " would go" +
                                    (choice.is_empty() ? "" : "; say --apply to delete them"));
    return true;
  }
  if (!options.yes && !agrees("Delete " + words_of(sum) + "?")) return false;
  delete_chosen(options, choice, path, now);
  if (rules.max_size) shrink(rules, options, path, now);
  if (!options.messages.quiet) cli::print_message(kTool, words_of(sum) + " deleted");
  return true;
}

void vacuum(const std::string& path) {
  with_reserve(path, [&] {
    auto db = store::open_for_writing(path, store::Durability::normal);
    store::StoreLock lock(path);
    store::Retention(db, lock).finish_interrupted();
    store::give_back_space(db, lock);
  });
}

}  // namespace

int run(PruneOptions& options, cli::Command&) {
  check_use(options);
  const auto environment = cli::Environment::of_process();
  const auto path = cli::store_path(options.store, environment);
  const base::UnixMicros now = cli::make_clock(environment)->now();
  store::open_for_reading(path);  // a store that is not there is not made
  if (!options.scrub.empty()) return scrub(options, path, now);
  if (!options.unarchive.empty()) return unarchive(options, path, now);
  const Upkeep upkeep = needed_upkeep(path);
  if (options.sweep || options.automatic) sweep(options, path, now);
  const bool moves = !options.archive.empty();
  if (moves) {
    const int code = archive(options, path, now);
    if (code != cli::exit_number(cli::Exit::ok)) return code;
  }
  const bool deletes = !moves && (chooses(options) || options.automatic);
  if (deletes && !prune(options, path, now)) return cli::exit_number(cli::Exit::no);
  if (options.automatic && options.apply) keep_up(upkeep, path, now);
  compress(options, path, now);
  const bool gives_back = options.vacuum || options.max_size || options.automatic;
  if (gives_back && options.apply) vacuum(path);
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
