#include "trace-prune/sweep.h"

#include "common/message.h"
#include "common/value.h"
#include "store/schema.h"
#include "store/sweep.h"

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-prune";
constexpr base::DurationMs kDay{24 * 60 * 60 * 1000};

// How long a trace may be silent when nobody can tell whether its recorder lives.
base::DurationMs idle_limit(store::Database& db) {
  store::Statement find(db, "SELECT v FROM settings WHERE k = 'idle_timeout_ms'");
  const auto row = find.step();
  if (!row) return kDay;
  const auto limit = cli::parse_number(row->text(0));
  return limit && *limit > 0 ? base::DurationMs{*limit} : kDay;
}

void say(const store::LostTrace& trace, bool ended) {
  const bool gone = trace.end == model::RunStatus::abandoned;
  cli::print_message(kTool, "trace '" + trace.id +
                                "': " + (gone ? "its recorder is gone" : "silent for too long") +
                                (ended ? "; ended as " : "; would end as ") +
                                std::string(model::name(trace.end)));
}

}  // namespace

void sweep(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  auto db = options.apply ? store::open_for_writing(path, store::Durability::full)
                          : store::open_for_reading(path);
  store::Sweep sweep(db);
  const auto lost = sweep.find(now, idle_limit(db));
  store::StoreLock lock(path);
  for (const auto& trace : lost) {
    if (options.apply && !sweep.end(trace, lock)) continue;
    if (!options.messages.quiet) say(trace, options.apply);
  }
}

}  // namespace trace::tools
