#include "stats-aggregate/refresh.h"

#include "stats-aggregate/counting.h"
#include "stats-aggregate/metrics.h"

#include "common/message.h"
#include "common/time_range.h"
#include "formats/native_lines.h"
#include "store/rollup.h"
#include "store/schema.h"

#include <array>
#include <map>
#include <unistd.h>

namespace trace::tools {
namespace {

class Upkeep {
 public:
  Upkeep(const StatsOptions& options, const cli::Environment& environment)
      : options_(options),
        path_(cli::store_path(options.store, environment)),
        now_(cli::make_clock(environment)->now()),
        prices_(load_prices(options.price_file)),
        db_(open(path_)),
        lock_(path_),
        rollup_(db_, lock_, {&prices_.table, store::CostMode::automatic, prices_.hash}) {}

  void rebuild() {
    const auto state = store::rollup_state(db_);
    if (state && state->requests > 0 && state->prices != prices_.hash && !options_.reprice)
      throw base::Failure(base::Errc::bad_usage,
                          "the sums were made at other prices; --reprice shows what these change, "
                          "--reprice --rebuild makes them again");
    rollup_.rebuild(now_);
  }
  void refresh() {
    const auto state = store::rollup_state(db_);
    if (!state || state->requests == 0) return rebuild();
    if (options_.max_age && now_.v - state->at.v <= options_.max_age->v * 1000) return;
    if (state->prices == prices_.hash) return rollup_.refresh(now_);
    cli::print_message("stats-aggregate",
                       "the sums were made at other prices and stay as they are; --reprice shows "
                       "what these change");
  }

 private:
  // A store that is not there is not made.
  static store::Database open(const std::string& path) {
    store::open_for_reading(path);
    return store::open_for_writing(path, store::Durability::normal);
  }

  const StatsOptions& options_;
  std::string path_;
  base::UnixMicros now_;
  Prices prices_;
  store::Database db_;
  store::StoreLock lock_;
  store::Rollup rollup_;
};

struct ModelCost {
  std::optional<std::int64_t> kept, now;
};

// Computed costs by model: as they are kept, and at the prices of now.
std::map<std::string, ModelCost> costs_by_model(Counting& counting) {
  std::map<std::string, ModelCost> all;
  store::Dictionary names(counting.db());
  if (store::version_of(counting.db()) >= 3) {
    store::Statement kept(counting.db(),
                          "SELECT model, sum(computed_nusd) FROM usage_rollups WHERE grain = 1 "
                          "GROUP BY model");
    kept.each([&](const store::Row& row) {
      all[std::string(names.of(row.i64(0)))].kept = row.maybe_i64(1);
    });
  }
  for (const auto& group : counting.count_rows({store::Dimension::model}))
    if (const auto* name = std::get_if<std::string>(&group.key[0]))
      all[*name].now = group.tally.computed_nusd;
  return all;
}

std::string dollars(const std::optional<std::int64_t>& nusd) {
  std::string text;
  if (nusd) formats::append_cost_usd(text, *nusd);
  return text.empty() ? "null" : text;
}

void show_difference(Counting& counting, Output& output) {
  const auto writer = output.rows();
  const std::array<formats::Column, 4> columns{
      formats::Column{.key = "model", .priority = 0},
      formats::Column{.key = "kept_usd", .title = "kept $", .right_aligned = true},
      formats::Column{.key = "new_usd", .title = "new $", .right_aligned = true},
      formats::Column{.key = "difference_usd", .title = "difference $", .right_aligned = true}};
  writer->begin(columns);
  for (const auto& [model, cost] : costs_by_model(counting)) {
    if (cost.kept == cost.now) continue;
    const std::string kept = dollars(cost.kept), now = dollars(cost.now),
                      difference = dollars(cost.now.value_or(0) - cost.kept.value_or(0));
    writer->row(std::array<formats::Cell, 4>{std::string_view(model), formats::JsonText{kept},
                                             formats::JsonText{now},
                                             formats::JsonText{difference}});
  }
  writer->end();
  output.close();
}

}  // namespace

void maintain(const StatsOptions& options, const cli::Environment& environment, Output& output) {
  if (options.reprice) {
    Counting counting(options, environment);
    show_difference(counting, output);
    if (!options.rebuild) return;
  }
  Upkeep upkeep(options, environment);
  if (options.rebuild)
    upkeep.rebuild();
  else
    upkeep.refresh();
}

void refresh_if_possible(const StatsOptions& options, const cli::Environment& environment) {
  const auto path = cli::store_path(options.store, environment);
  if (!options.price_file.empty() || access(path.c_str(), W_OK) != 0) return;
  try {
    Upkeep(options, environment).refresh();
  } catch (const base::Failure& failure) {
    if (options.messages.verbose) cli::print_message("stats-aggregate", failure.what());
  }
}

}  // namespace trace::tools
