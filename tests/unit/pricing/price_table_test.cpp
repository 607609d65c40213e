#include "pricing/price_table.h"

#include "calendar/rfc3339.h"

#include <gtest/gtest.h>

namespace trace::pricing {
namespace {

PriceTable built_in() { return PriceTable::parse(PriceTable::built_in_text()).or_throw(); }

std::string found(const PriceTable& prices, std::string_view provider, std::string_view model) {
  const auto* priced = prices.find(provider, model);
  return priced == nullptr ? "" : priced->provider + ":" + priced->name;
}

TEST(PriceTable, TheBuiltInPricesKnowTheCommonNames) {
  const auto prices = built_in();
  EXPECT_EQ(found(prices, "anthropic", "claude-sonnet-4-5-20250929"),
            "anthropic:claude-sonnet-4-5");
  EXPECT_EQ(found(prices, "", "claude-sonnet-4-5[1m]"), "anthropic:claude-sonnet-4-5");
  EXPECT_EQ(found(prices, "openrouter", "anthropic/claude-sonnet-4.5"),
            "anthropic:claude-sonnet-4-5");
  EXPECT_EQ(found(prices, "aws.bedrock", "us.anthropic.claude-opus-4-7-v1:0"),
            "anthropic:claude-opus-4-7");
  EXPECT_EQ(found(prices, "google", "gemini-2.5-pro"), "google:gemini-2.5-pro");
  EXPECT_EQ(found(prices, "openai", "gpt-4o-mini"), "openai:gpt-4o-mini");
  EXPECT_EQ(found(prices, "", "no-such-model"), "");
}

TEST(PriceTable, EveryBuiltInPriceSaysWhereItComesFrom) {
  const auto prices = built_in();
  ASSERT_GT(prices.models().size(), 250U);
  for (const auto& model : prices.models()) {
    EXPECT_FALSE(model.source.empty()) << model.name;
    EXPECT_TRUE(calendar::parse_rfc3339(model.as_of + "T00:00:00Z")) << model.name;
    for (const auto& price : model.prices)
      EXPECT_TRUE(price.rates.input || price.rates.output) << model.name;
  }
}

TEST(PriceTable, TheClosestNameWins) {
  const auto prices =
      PriceTable::parse(
          "{\"format\":\"trace-prices\"}\n"
          R"({"provider":"v","model":"a","match":["m-*"],"prices":[{"input":1}]})"
          "\n"
          R"({"provider":"v","model":"b","match":["m-1*"],"prices":[{"input":1}]})"
          "\n"
          R"({"provider":"v","model":"c","match":["m-1-####"],"prices":[{"input":1}]})"
          "\n"
          R"({"provider":"w","provider_only":true,"model":"d","match":["m-1-mini"],)"
          R"("prices":[{"input":1}]})")
          .or_throw();
  EXPECT_EQ(found(prices, "", "M-2"), "v:a");
  EXPECT_EQ(found(prices, "", "m-1-mini"), "v:b");
  EXPECT_EQ(found(prices, "", "m-1-2026"), "v:c");
  EXPECT_EQ(found(prices, "w", "m-1-mini"), "w:d");
  EXPECT_EQ(found(prices, "w", "m-2"), "");
}

TEST(PriceTable, ReadsTheLayoutOfLiteLlm) {
  const auto prices =
      PriceTable::parse(
          R"({"sample_spec":{"input_cost_per_token":1},"image":{"mode":"image_generation"},)"
          R"("m":{"litellm_provider":"v","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,)"
          R"("cache_read_input_token_cost":3e-07,"cache_creation_input_token_cost":3.75e-06,)"
          R"("cache_creation_input_token_cost_above_1hr":6e-06,"input_cost_per_token_batches":1.5e-06,)"
          R"("output_cost_per_reasoning_token":1e-05,)"
          R"("input_cost_per_token_above_200k_tokens":6e-06,)"
          R"("output_cost_per_token_above_200k_tokens":2.25e-05}})")
          .or_throw();
  ASSERT_EQ(prices.models().size(), 1U);
  const auto& model = prices.models().front();
  const auto& price = model.prices.front();
  EXPECT_EQ(price.rates.input, 3'000'000);
  EXPECT_EQ(price.rates.cache_read, 300'000);
  EXPECT_EQ(price.rates.cache_write, 3'750'000);
  EXPECT_EQ(price.rates.cache_write_1h, 6'000'000);
  EXPECT_EQ(price.rates.output, 15'000'000);
  EXPECT_EQ(price.rates.reasoning, 10'000'000);
  EXPECT_EQ(model.batch_permille, 500);
  ASSERT_EQ(price.tiers.size(), 1U);
  EXPECT_EQ(price.tiers[0].over, 200'000);
  EXPECT_EQ(price.tiers[0].rates.input, 6'000'000);
  EXPECT_EQ(price.tiers[0].rates.output, 22'500'000);
  EXPECT_EQ(price.tiers[0].rates.cache_read, 300'000);
}

TEST(PriceTable, RefusesWhatIsNoPriceFile) {
  for (const char* text : {"", "[]", "{}", "not json", "{\"m\":{\"mode\":\"chat\"}}"})
    EXPECT_FALSE(PriceTable::parse(text)) << text;
  const auto bad = PriceTable::parse("{\"format\":\"trace-prices\"}\n{\"model\":\"m\"}");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, base::Errc::configuration);
  EXPECT_EQ(bad.error().message, "line 2 is no price of a model");
}

}  // namespace
}  // namespace trace::pricing
