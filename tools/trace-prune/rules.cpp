#include "trace-prune/rules.h"

#include "common/read_filter.h"
#include "common/value.h"

namespace trace::tools {
namespace {

constexpr std::int64_t kDayMicros = 86'400'000'000;

std::optional<base::UnixMicros> before(base::UnixMicros now,
                                       const std::optional<base::DurationMs>& age) {
  if (!age) return std::nullopt;
  return base::UnixMicros{now.v - age->v * 1000};
}

bool has_other_filter(const PruneOptions& options) {
  cli::FilterOptions others = options.filters;
  others.token.clear();
  return cli::has_filter(others);
}

bool has_cap(const PruneOptions& options) {
  return options.max_size || options.max_traces || options.max_events;
}

// Filters alone choose; beside a cap they say what is counted.
bool chooses_by_age(const PruneOptions& options) {
  if (options.older_than || !options.operands.empty()) return options.filters.token.empty();
  return has_other_filter(options) && options.filters.token.empty() && !has_cap(options);
}

std::string reason_of(const PruneOptions& options) {
  std::string reason;
  const auto add = [&](const std::string& words) {
    reason += (reason.empty() ? "" : ", ") + words;
  };
  if (!options.filters.token.empty()) add("of its token");
  if (options.older_than) add("older than " + cli::show_duration(*options.older_than));
  if (has_other_filter(options)) add("chosen by filter");
  if (!options.operands.empty()) add("named");
  return reason;
}

// A condition on traces says nothing about a request of none.
bool may_mean_requests(const PruneOptions& options) {
  return options.operands.empty() && options.filters.where.empty() &&
         options.filters.status.empty();
}

std::string at_most(std::int64_t most, const char* what) {
  return "at most " + std::to_string(most) + " " + what;
}

}  // namespace

bool chooses(const PruneOptions& options) {
  return chooses_by_age(options) || has_cap(options) || !options.filters.token.empty() ||
         !options.conversation.empty();
}

PruneRules rules_of(const PruneOptions& options, store::Database& db, base::UnixMicros now) {
  const auto filter =
      cli::read_filter(options.filters, options.tz, cli::Environment::of_process(), now, db);
  const store::PruneAges ages{before(now, options.older_than), before(now, options.keep_errors)};
  PruneRules rules;
  if (chooses_by_age(options))
    rules.ages.push_back({reason_of(options), filter, ages, may_mean_requests(options), {}, {}});
  if (!options.filters.token.empty())
    rules.tokens.push_back(
        {reason_of(options), filter, ages, !has_other_filter(options) && !options.older_than});
  if (options.max_traces)
    rules.traces.push_back(
        {at_most(*options.max_traces, "traces"), filter, *options.max_traces, {}});
  if (options.max_events)
    rules.events.push_back(
        {at_most(*options.max_events, "events"), filter, *options.max_events, {}});
  rules.max_size = options.max_size;
  rules.size_filter = filter;
  rules.conversation = options.conversation;
  return rules;
}

PruneRules rules_of(const store::Settings& settings, base::UnixMicros now) {
  PruneRules rules;
  const auto ended_before = [now](std::int64_t days) {
    return store::PruneAges{.ended_before = base::UnixMicros{now.v - days * kDayMicros}};
  };
  const auto one_source = [](std::string_view name) {
    store::Filter filter;
    filter.source = {std::string(name)};
    return filter;
  };
  AgeRule rest;
  for (const auto& [name, days] : settings.numbers_of("retention_days", "source")) {
    rules.ages.push_back({"retention_days.source." + std::string(name),
                          one_source(name),
                          ended_before(days),
                          false,
                          {},
                          {}});
    rest.but_sources.emplace_back(name);
  }
  for (const auto& [name, days] : settings.numbers_of("retention_days", "token")) {
    store::Filter filter;
    filter.token = {std::string(name)};
    rules.tokens.push_back(
        {"retention_days.token." + std::string(name), filter, ended_before(days), false});
    rest.but_tokens.emplace_back(name);
  }
  if (const auto days = settings.number("retention_days")) {
    rest.reason = "retention_days " + std::to_string(*days);
    rest.ages = ended_before(*days);
    rules.ages.push_back(std::move(rest));
  }
  const auto add_caps = [&](std::string_view key, const char* what, std::vector<CapRule>& caps) {
    CapRule others;
    for (const auto& [name, most] : settings.numbers_of(key, "source")) {
      caps.push_back(
          {at_most(most, what) + " of source " + std::string(name), one_source(name), most, {}});
      others.but_sources.emplace_back(name);
    }
    if (const auto most = settings.number(key)) {
      others.reason = at_most(*most, what);
      others.most = *most;
      caps.push_back(std::move(others));
    }
  };
  add_caps("max_traces", "traces", rules.traces);
  add_caps("max_events", "events", rules.events);
  rules.max_size = settings.number("max_size");
  return rules;
}

}  // namespace trace::tools
