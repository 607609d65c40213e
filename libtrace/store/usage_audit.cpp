#include "store/usage_audit.h"

#include "store/payload.h"
#include "store/rollup_rows.h"
#include "store/schema.h"
#include "store/segment_table.h"

#include <algorithm>
#include <array>

namespace trace::store {
namespace {

constexpr std::string_view kMost = " LIMIT 20";

// Every counter of a tally by its name; a missing one is not 0.
struct Counter {
  std::string_view name;
  std::optional<std::int64_t> (*read)(const UsageTally&);
};
constexpr std::array kCounters{
    Counter{"requests", [](const UsageTally& t) { return std::optional(t.requests); }},
    Counter{"successes", [](const UsageTally& t) { return std::optional(t.successes); }},
    Counter{"errors", [](const UsageTally& t) { return std::optional(t.errors); }},
    Counter{"canceled", [](const UsageTally& t) { return std::optional(t.canceled); }},
    Counter{"unpriced", [](const UsageTally& t) { return std::optional(t.unpriced); }},
    Counter{"input_tokens", [](const UsageTally& t) { return t.tokens.input; }},
    Counter{"cache_read_tokens", [](const UsageTally& t) { return t.tokens.cache_read; }},
    Counter{"cache_write_tokens", [](const UsageTally& t) { return t.tokens.cache_write; }},
    Counter{"cache_write_1h_tokens", [](const UsageTally& t) { return t.tokens.cache_write_1h; }},
    Counter{"output_tokens", [](const UsageTally& t) { return t.tokens.output; }},
    Counter{"reasoning_tokens", [](const UsageTally& t) { return t.tokens.reasoning; }},
    Counter{"total_tokens", [](const UsageTally& t) { return t.total_tokens; }},
    Counter{"cost", [](const UsageTally& t) { return t.cost_nusd; }},
    Counter{"cost_reported", [](const UsageTally& t) { return t.reported_nusd; }},
    Counter{"cost_computed", [](const UsageTally& t) { return t.computed_nusd; }},
    Counter{"durations", [](const UsageTally& t) { return std::optional(t.duration_ms.count()); }},
    Counter{"ttfts", [](const UsageTally& t) { return std::optional(t.ttft_ms.count()); }}};

std::string text(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : "nothing";
}

// What SQL adds up by itself, without a line of the code that reports use.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kSums{
    {{"requests", "count(*)"},
     {"errors", "count(*) FILTER (WHERE status IN (1, 2))"},
     {"input_tokens", "sum(input_tokens)"},
     {"cache_read_tokens", "sum(cache_read_tokens)"},
     {"cache_write_tokens", "sum(cache_write_tokens)"},
     {"output_tokens", "sum(output_tokens)"},
     {"reasoning_tokens", "sum(reasoning_tokens)"},
     {"durations", "count(duration_ms)"},
     {"ttfts", "count(ttft_ms)"}}};

// The requests that a run reported: its own, and those that another run reported, too.
constexpr std::string_view kOfTrace =
    " FROM requests r WHERE r.trace = t.id OR r.id IN "
    "(SELECT request FROM request_claims c WHERE c.trace = t.id)) ";

// Rows (run, key, what the agent said, what its requests add up to) for a key of its totals.
std::string reported_total(std::string_view key, std::string_view said, std::string_view sum,
                           std::string_view slack) {
  std::string sql = "SELECT 'run ' || uid || ': the agent reported ' || said || ' " +
                    std::string(key) +
                    ", its requests add up to ' || coalesce(found, 'nothing') FROM (";
  sql += "SELECT t.uid, " + std::string(said) + " AS said, (SELECT " + std::string(sum);
  sql += std::string(kOfTrace) + "AS found FROM traces t WHERE json_valid(t.stats)) ";
  sql += "WHERE said IS NOT NULL AND abs(said - coalesce(found, 0)) > " + std::string(slack);
  return sql + std::string(kMost);
}

}  // namespace

std::vector<AuditLine> UsageAudit::run() {
  lines_.clear();
  each_request_once();
  counters_make_sense();
  sums_are_right();
  costs_.rollup_prices.clear();  // the rest is counted from the rows
  const UsageTally all = UsageReport(db_).count({}, {}, bucket_, costs_).front().tally;
  total_is_that_of_sql(all);
  for (const Dimension dimension :
       {Dimension::day, Dimension::model, Dimension::session, Dimension::provider, Dimension::token,
        Dimension::account, Dimension::user, Dimension::source, Dimension::mode, Dimension::status})
    groups_add_up(dimension, all);
  contained_costs_are_somewhere();
  agents_agree();
  return std::move(lines_);
}

void UsageAudit::expect_nothing(const std::string& check, const std::string& sql,
                                const std::string& right) {
  const std::size_t before = lines_.size();
  Statement(db_, sql).each([&](const Row& row) {
    lines_.push_back({check, std::string(row.text(0)), false});
  });
  if (lines_.size() == before) lines_.push_back({check, right});
}

void UsageAudit::each_request_once() {
  expect_nothing("once",
                 "SELECT 'request ' || uid || ' is there ' || count(*) || ' times' FROM requests "
                 "NOT INDEXED GROUP BY uid HAVING count(*) > 1" +
                     std::string(kMost),
                 "no request is there twice");
  expect_nothing("owner",
                 "SELECT 'request ' || uid || ' belongs to a run that is not there' FROM requests "
                 "r WHERE trace IS NOT NULL AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.id = "
                 "r.trace)" +
                     std::string(kMost),
                 "each request belongs to one run or none");
}

void UsageAudit::counters_make_sense() {
  expect_nothing(
      "counters",
      "SELECT 'request ' || uid || ': a counter is below 0, or a part is more than the whole' FROM "
      "requests WHERE min(coalesce(input_tokens, 0), coalesce(cache_read_tokens, 0), "
      "coalesce(cache_write_tokens, 0), coalesce(cache_write_1h_tokens, 0), "
      "coalesce(output_tokens, 0), coalesce(reasoning_tokens, 0)) < 0 OR cache_write_1h_tokens > "
      "coalesce(cache_write_tokens, 0) OR reasoning_tokens > coalesce(output_tokens, 0)" +
          std::string(kMost),
      "no counter is below 0, no part is more than its whole");
}

void UsageAudit::sums_are_right() {
  const auto state = version_of(db_) < 3 ? std::nullopt : rollup_state(db_);
  if (!state || state->prices != costs_.rollup_prices) {
    lines_.push_back({"rollups", "no sums are kept at these prices; all is counted from the rows"});
    return;
  }
  sums_equal_rows("rollups", {Dimension::day, Dimension::model});
  if (has_segments(db_) && SegmentTable(db_).requests() > 0)
    sums_equal_rows("segments", {Dimension::model, Dimension::status});
}

void UsageAudit::sums_equal_rows(const std::string& check, const std::vector<Dimension>& by) {
  CostRule from_sums = costs_, from_rows = costs_;
  from_sums.fewest_summed = 0;
  from_rows.rollup_prices.clear();
  const auto kept = UsageReport(db_).count(by, {}, bucket_, from_sums);
  const auto counted = UsageReport(db_).count(by, {}, bucket_, from_rows);
  std::int64_t different = kept.size() == counted.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(kept.size(), counted.size()); ++i) {
    bool is_same = kept[i].key == counted[i].key &&
                   kept[i].tally.duration_ms.average() == counted[i].tally.duration_ms.average() &&
                   kept[i].tally.ttft_ms.average() == counted[i].tally.ttft_ms.average();
    for (const Counter& counter : kCounters)
      is_same = is_same && counter.read(kept[i].tally) == counter.read(counted[i].tally);
    different += is_same ? 0 : 1;
  }
  const std::string groups = std::to_string(counted.size()) + " groups by " +
                             std::string(name(by[0])) + " and " + std::string(name(by[1]));
  if (different == 0)
    lines_.push_back({check, groups + " are the same from the sums and from the rows"});
  else
    lines_.push_back({check,
                      std::to_string(different) + " of " + groups +
                          " differ between the sums and the rows; --rebuild makes them again",
                      false});
}

void UsageAudit::total_is_that_of_sql(const UsageTally& all) {
  const std::size_t before = lines_.size();
  for (const auto& [name, sql] : kSums) {
    Statement statement(db_, "SELECT " + std::string(sql) + " FROM requests NOT INDEXED");
    const auto sum = statement.step()->maybe_i64(0);
    for (const Counter& counter : kCounters)
      if (counter.name == name && counter.read(all).value_or(0) != sum.value_or(0))
        lines_.push_back({"total",
                          std::string(name) + ": counted " + text(counter.read(all)) +
                              ", SQL adds up to " + text(sum),
                          false});
  }
  if (lines_.size() == before)
    lines_.push_back({"total", "SQL adds up to the same " + std::to_string(all.requests) +
                                   " requests, " + text(all.total_tokens) + " tokens"});
}

void UsageAudit::groups_add_up(Dimension dimension, const UsageTally& all) {
  std::array<std::optional<std::int64_t>, kCounters.size()> sums{};
  const auto groups = UsageReport(db_).count({dimension}, {}, bucket_, costs_);
  for (const UsageGroup& group : groups)
    for (std::size_t i = 0; i < kCounters.size(); ++i)
      if (const auto value = kCounters[i].read(group.tally)) sums[i] = sums[i].value_or(0) + *value;
  const std::string check = "by " + std::string(name(dimension));
  const std::size_t before = lines_.size();
  for (std::size_t i = 0; i < kCounters.size(); ++i)
    if (sums[i] != kCounters[i].read(all) && (!groups.empty() || sums[i]))
      lines_.push_back({check,
                        std::string(kCounters[i].name) + ": groups add up to " + text(sums[i]) +
                            ", the total is " + text(kCounters[i].read(all)),
                        false});
  if (lines_.size() == before)
    lines_.push_back({check, std::to_string(groups.size()) + " groups add up to the total"});
}

void UsageAudit::contained_costs_are_somewhere() {
  expect_nothing(
      "contained",
      "SELECT 'request ' || uid || ': its cost is in the total of its run, which is not there' "
      "FROM requests r WHERE cost_source = 3 AND NOT EXISTS (SELECT 1 FROM requests q WHERE "
      "q.trace = r.trace AND q.cost_source = 1) AND NOT EXISTS (SELECT 1 FROM request_claims c "
      "JOIN requests q ON q.trace = c.trace AND q.cost_source = 1 WHERE c.request = r.id) "
      // A sub-agent's calls are in the total of the run that began it.
      "AND NOT EXISTS (WITH RECURSIVE up(id, parent) AS (SELECT t.id, t.parent FROM traces t WHERE "
      "t.id = r.trace UNION SELECT p.id, p.parent FROM up JOIN traces p ON p.uid = up.parent) "
      "SELECT 1 FROM up JOIN requests q ON q.trace = up.id AND q.cost_source = 1)" +
          std::string(kMost),
      "each cost that is contained in a total has that total");
}

void UsageAudit::agents_agree() {
  constexpr std::string_view kCost =
      "CAST(round(coalesce(json_extract(t.stats, '$.total_cost_usd'), json_extract(t.stats, "
      "'$.cost_usd')) * 1e9) AS INTEGER)";
  // A run that several inputs tell of may have been told of several times how it ended, each time
  // with what that part cost: then the last of each input counts.
  const std::string text = "CAST(" + payload_sql(db_, "e.") + " AS TEXT)";
  const std::string of_results =
      "(SELECT CAST(round(sum(most) * 1e9) AS INTEGER) FROM (SELECT max(json_extract(" + text +
      ", '$.total_cost_usd')) AS most FROM events e JOIN dict y ON y.id = e.type AND y.name = "
      "'result' WHERE e.trace = t.id AND e.seq IS NOT NULL AND json_valid(" +
      text + ") GROUP BY e.input) HAVING count(most) > 1)";
  constexpr std::string_view kTokens = "CAST(json_extract(t.stats, '$.total_tokens') AS INTEGER)";
  Statement runs(db_, "SELECT count(*) FROM traces t WHERE json_valid(t.stats) AND coalesce(" +
                          std::string(kCost) + ", " + std::string(kTokens) + ") IS NOT NULL");
  const std::string count = std::to_string(runs.step()->i64(0));
  runs.reset();
  expect_nothing("agents: tokens",
                 reported_total("tokens", kTokens,
                                "sum(coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, "
                                "0) + coalesce(r.cache_write_tokens, 0) + "
                                "coalesce(r.output_tokens, 0))",
                                "0"),
                 "no run of " + count + " with totals reported other tokens");
  // A dollar figure in JSON is a double: the last billionth may be rounded.
  expect_nothing("agents: cost",
                 reported_total("billionths of a dollar",
                                "iif(" + std::string(kCost) + " IS NULL, NULL, coalesce(" +
                                    of_results + ", " + std::string(kCost) + "))",
                                "sum(iif(r.cost_source = 3, NULL, r.cost_nusd))", "1"),
                 "no run of " + count + " with totals reported another cost");
}

}  // namespace trace::store
