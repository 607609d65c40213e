#include "calendar/rfc3339.h"
#include "pricing/price_table.h"

#include <gtest/gtest.h>

namespace trace::pricing {
namespace {

constexpr std::string_view kHead = R"({"format":"trace-prices","version":1})"
                                   "\n";

PriceTable table(std::string_view lines) {
  return PriceTable::parse(std::string(kHead) + std::string(lines)).or_throw();
}

base::UnixMicros at(std::string_view time) { return *calendar::parse_rfc3339(time); }

std::optional<std::int64_t> cost(const PriceTable& prices, const model::Tokens& tokens,
                                 std::string_view time = "2026-01-01T00:00:00Z",
                                 bool is_batch = false) {
  return cost_nusd(*prices.find("", "m"), at(time), tokens, is_batch);
}

TEST(Price, EachKindOfTokenHasItsRate) {
  const auto prices = table(
      R"({"provider":"v","model":"m","prices":[{"input":3,"cache_read":0.3,"cache_write":3.75,)"
      R"("cache_write_1h":6,"output":15}]})");
  model::Tokens tokens;
  tokens.input = 1'000;
  tokens.cache_read = 10'000;
  tokens.cache_write = 3'000;
  tokens.cache_write_1h = 1'000;  // of the 3000
  tokens.output = 200;
  // 3000 + 3000 + 2000 * 3.75 + 1000 * 6 + 200 * 15 microdollars
  EXPECT_EQ(cost(prices, tokens), 22'500'000);
}

TEST(Price, ReasoningIsPartOfOutput) {
  const auto same = table(R"({"provider":"v","model":"m","prices":[{"input":1,"output":10}]})");
  const auto other =
      table(R"({"provider":"v","model":"m","prices":[{"input":1,"output":10,"reasoning":2}]})");
  model::Tokens tokens;
  tokens.output = 100;
  tokens.reasoning = 60;
  EXPECT_EQ(cost(same, tokens), 1'000'000);
  EXPECT_EQ(cost(other, tokens), 40 * 10'000 + 60 * 2'000);
}

TEST(Price, CachedTokensWithoutARateCostWhatInputCosts) {
  const auto prices = table(R"({"provider":"v","model":"m","prices":[{"input":2,"output":8}]})");
  model::Tokens tokens;
  tokens.input = 10;
  tokens.cache_read = 5;
  tokens.cache_write = 5;
  EXPECT_EQ(cost(prices, tokens), 40'000);
}

TEST(Price, TheTierHoldsForTheWholeRequestAndCountsCachedInput) {
  const auto prices =
      table(R"({"provider":"v","model":"m","prices":[{"input":3,"output":15,"cache_read":0.3,)"
            R"("tiers":[{"over":200000,"input":6,"output":22.5}]}]})");
  model::Tokens tokens;
  tokens.input = 100'000;
  tokens.cache_read = 100'000;
  tokens.output = 1'000;
  EXPECT_EQ(cost(prices, tokens), 300'000'000 + 30'000'000 + 15'000'000);
  tokens.cache_read = 100'001;
  EXPECT_EQ(cost(prices, tokens), 600'000'000 + 30'000'300 + 22'500'000);
}

TEST(Price, ADatedPriceHoldsFromItsDateOn) {
  const auto prices = table(
      R"({"provider":"v","model":"m","prices":[{"input":2},{"from":"2026-03-13","input":1}]})");
  model::Tokens tokens;
  tokens.input = 1;
  EXPECT_EQ(cost(prices, tokens, "2026-03-12T23:59:59.999999Z"), 2'000);
  EXPECT_EQ(cost(prices, tokens, "2026-03-13T00:00:00Z"), 1'000);
}

TEST(Price, APriceMayHoldAtSomeHoursOnly) {
  const auto prices = table(
      R"({"provider":"v","model":"m","prices":[{"input":1},{"hours":"00:30-16:30","input":2}]})");
  model::Tokens tokens;
  tokens.input = 1;
  EXPECT_EQ(cost(prices, tokens, "2026-01-01T00:29:00Z"), 1'000);
  EXPECT_EQ(cost(prices, tokens, "2026-01-01T00:30:00Z"), 2'000);
  EXPECT_EQ(cost(prices, tokens, "2026-01-01T16:30:00Z"), 1'000);
}

TEST(Price, BatchHasItsFactor) {
  const auto prices =
      table(R"({"provider":"v","model":"m","batch":0.5,"prices":[{"input":2,"output":4}]})");
  model::Tokens tokens;
  tokens.input = 10;
  tokens.output = 5;
  EXPECT_EQ(cost(prices, tokens), 40'000);
  EXPECT_EQ(cost(prices, tokens, "2026-01-01T00:00:00Z", true), 20'000);
}

TEST(Price, UnknownIsNeverZero) {
  const auto prices = table(R"({"provider":"v","model":"m","prices":[{"input":2}]})");
  EXPECT_EQ(cost(prices, {}), std::nullopt);  // nothing counted
  model::Tokens tokens;
  tokens.input = 0;
  EXPECT_EQ(cost(prices, tokens), 0);
  tokens.output = 1;  // no rate for it
  EXPECT_EQ(cost(prices, tokens), std::nullopt);
  tokens.output = -1;
  EXPECT_EQ(cost(prices, tokens), std::nullopt);
  const auto later =
      table(R"({"provider":"v","model":"m","prices":[{"from":"2026-06-01","input":2}]})");
  EXPECT_EQ(cost(later, tokens, "2026-05-31T00:00:00Z"), std::nullopt);
}

TEST(Price, NoCountOverflows) {
  const auto prices = table(R"({"provider":"v","model":"m","prices":[{"input":100}]})");
  model::Tokens tokens;
  tokens.input = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(cost(prices, tokens), std::nullopt);
}

}  // namespace
}  // namespace trace::pricing
