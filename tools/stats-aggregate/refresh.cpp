#include "stats-aggregate/refresh.h"

#include "stats-aggregate/counting.h"
#include "stats-aggregate/metrics.h"

#include "common/message.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "formats/native_lines.h"
#include "store/rollup.h"
#include "store/schema.h"

#include <array>
#include <iostream>
#include <map>
#include <optional>
#include <unistd.h>

namespace trace::tools {
namespace {

class Upkeep {
 public:
  Upkeep(const StatsOptions& options, const cli::Environment& environment)
      : options_(options),
        path_(cli::store_path(options.store, environment)),
        now_(cli::make_clock(environment)->now()),
        db_(open(path_)),
        lock_(path_) {}

  // Sum everything again; requests keep the prices that they were summed at.
  void rebuild() { rollup(false).rebuild(now_); }
  // Sum everything again at the prices of now.
  void reprice() { rollup(true).rebuild(now_); }
  void refresh() {
    const auto state = store::rollup_state(db_);
    const bool is_fresh =
        state && options_.max_age && now_.v - state->at.v <= options_.max_age->v * 1000;
    if (!is_fresh) rollup(false).refresh(now_);
  }

 private:
  // A store that is not there is not made.
  static store::Database open(const std::string& path) {
    store::open_for_reading(path);
    return store::open_for_writing(path, store::Durability::normal);
  }
  store::Rollup rollup(bool for_all) {
    constexpr base::DurationMs kPatience{10'000};
    {
      const store::StoreLock::Guard guard(lock_, kPatience);
      store::Transaction transaction(db_);
      PricesInForce prices(for_all && options_.price_file.empty() ? "" : options_.price_file, db_);
      if (for_all)
        prices.keep_alone(db_, now_);
      else
        prices.keep(db_, now_);
      transaction.commit();
    }
    prices_.emplace(options_.price_file, db_);
    auto costs = prices_->rule(store::CostMode::automatic);
    costs.rollup_prices = prices_->now().hash;
    return {db_, lock_, costs};
  }

  const StatsOptions& options_;
  std::string path_;
  base::UnixMicros now_;
  store::Database db_;
  store::StoreLock lock_;
  std::optional<PricesInForce> prices_;
};

struct ModelCost {
  std::optional<std::int64_t> kept, now;
};

// Computed costs by model: as they are kept, and at the prices of now.
std::map<std::string, ModelCost> costs_by_model(Counting& counting, const Prices& prices) {
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
  for (const auto& group : counting.count_at({store::Dimension::model}, prices))
    if (const auto* name = std::get_if<std::string>(&group.key[0]))
      all[*name].now = group.tally.computed_nusd;
  return all;
}

std::string dollars(const std::optional<std::int64_t>& nusd) {
  std::string text;
  if (nusd) formats::append_cost_usd(text, *nusd);
  return text.empty() ? "null" : text;
}

void show_difference(Counting& counting, const Prices& prices, Output& output) {
  const auto writer = output.rows();
  const std::array<formats::Column, 4> columns{
      formats::Column{.key = "model", .priority = 0},
      formats::Column{.key = "kept_usd", .title = "kept $", .right_aligned = true},
      formats::Column{.key = "new_usd", .title = "new $", .right_aligned = true},
      formats::Column{.key = "difference_usd", .title = "difference $", .right_aligned = true}};
  writer->begin(columns);
  for (const auto& [model, cost] : costs_by_model(counting, prices)) {
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

// Nothing is written that was not agreed to.
bool is_agreed(const StatsOptions& options) {
  if (!options.apply) return options.rebuild;
  if (options.yes) return true;
  if (!cli::is_terminal(STDIN_FILENO))
    throw base::Failure(base::Errc::bad_usage, "--apply needs --yes where nobody can be asked");
  cli::print_message("stats-aggregate", "make all sums again at these prices? [y/N]");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

}  // namespace

void maintain(const StatsOptions& options, const cli::Environment& environment, Output& output) {
  if (options.reprice) {
    {
      const Prices prices = load_prices(options.price_file);
      Counting counting(options, environment);
      show_difference(counting, prices, output);
    }
    if (is_agreed(options)) Upkeep(options, environment).reprice();
    return;
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
