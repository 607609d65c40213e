#include "model/ids.h"

#include <gtest/gtest.h>

namespace trace::model {
namespace {

TEST(Ids, Uuid7CarriesItsTimeAndSortsByIt) {
  const auto a = new_uuid7({1'700'000'000'000'000}, {});
  const auto b = new_uuid7({1'700'000'000'000'500}, {});
  EXPECT_EQ(a.substr(0, 15), "018bcfe5-6800-7");
  EXPECT_LT(a, b);
  EXPECT_EQ(a.size(), 36U);
  EXPECT_EQ(a[19], '8');
}

TEST(Ids, TraceparentTakesAUuidAndNothingElse) {
  EXPECT_EQ(trace_hex("018BCFE5-6800-7000-8000-000000000000"), "018bcfe5680070008000000000000000");
  EXPECT_EQ(trace_hex("my-run"), "");
}

TEST(Ids, OptionsAndBlanksAreNoIds) {
  EXPECT_TRUE(is_acceptable_id("run/42:a"));
  for (const char* bad : {"", "-x", "=x", "a b", "a\n"}) EXPECT_FALSE(is_acceptable_id(bad)) << bad;
}

}  // namespace
}  // namespace trace::model
