#include "trace-export/ship.h"

#include "trace-export/shipper.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/put_right.h"
#include "common/read_filter.h"
#include "common/time_range.h"
#include "store/change_watch.h"
#include "store/schema.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace trace::tools {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void refuse(const std::string& text) {
  throw base::Failure(base::Errc::bad_usage, text);
}

// Names become part of a file's name and of batch ids.
bool is_name(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= 64 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), is_plain);
}

// One process at a time ships under a name; the lock goes with the process.
base::Fd lock_name(const std::string& path, const std::string& name) {
  const std::string file = path + ".ship-" + name;
  base::create_private_file(file);
  base::Fd fd = base::open_file(file, O_RDWR);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    throw base::Failure(base::Errc::busy, "'" + name + "' is shipped by another process");
  return fd;
}

int forget(const ExportOptions& options, store::Database& db, store::StoreLock& lock) {
  const std::string& name = options.ship.name;
  if (!store::forget_ship_cursor(db, lock, name))
    throw base::Failure(base::Errc::not_found, "no cursor '" + name + "'");
  ::unlink((db.path() + ".ship-" + name).c_str());
  return cli::exit_number(cli::Exit::ok);
}

// Wait until somebody has written, and a moment more for others to join the batch.
void wait_for_more(store::ChangeWatch& watch, store::Database& db) {
  constexpr milliseconds kPatience{5'000}, kMoment{100};
  if (watch.wait(db, kPatience)) std::this_thread::sleep_for(kMoment);
  if (db.has_moved())
    throw base::Failure(base::Errc::not_found, "the store '" + db.path() + "' was replaced");
}

}  // namespace

bool is_shipping(const ExportOptions& options) {
  const ShipOptions& ship = options.ship;
  if (ship.name.empty()) {
    if (!ship.sink.empty() || ship.follow || ship.again || ship.forget)
      refuse("--sink, --follow, --again and --forget are for --ship NAME");
    return false;
  }
  if (!is_name(ship.name))
    refuse("--ship takes a name of letters, digits, '-', '_' and '.', up to 64");
  if (ship.forget) return true;
  if (ship.sink.empty()) refuse("--ship NAME needs --sink CMD");
  if (!options.operands.empty() || cli::has_filter(options.filters) || !options.to.empty())
    refuse("--ship ships everything that is new; choose with --kinds");
  const auto format = options.output;
  if (format == ExportFormat::otlp && !options.kinds.empty())
    refuse("--kinds is for jsonl and flat; otlp ships whole traces");
  if (format != ExportFormat::jsonl && format != ExportFormat::flat && format != ExportFormat::otlp)
    refuse("--ship writes jsonl, flat or otlp");
  return true;
}

int ship(const ExportOptions& options) {
  const auto environment = cli::Environment::of_process();
  const auto path = cli::store_path(options.store, environment);
  const auto clock = cli::make_clock(environment);
  {
    auto reader = store::open_for_reading(path);  // a store that is not there is not made
    cli::put_right(path, reader, clock->now());
  }
  const base::Fd name_lock = lock_name(path, options.ship.name);
  auto db = store::open_for_writing(path, store::Durability::full);
  store::StoreLock lock(path);
  if (options.ship.forget) return forget(options, db, lock);
  Shipper shipper(options, db, lock, *clock);
  if (options.ship.again) shipper.ship_again();
  store::ChangeWatch watch(path);
  while (true) {
    while (shipper.ship_batch()) {
    }
    if (!options.ship.follow) break;
    wait_for_more(watch, db);
  }
  return cli::exit_number(shipper.rows_set_aside() > 0 ? cli::Exit::sink_refused : cli::Exit::ok);
}

}  // namespace trace::tools
