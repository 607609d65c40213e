#include "store/request_join.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

model::Request report(std::int64_t from, std::int64_t to) {
  model::Request r;
  r.id = "m1";
  r.model = "model";
  r.requested_at.v = from;
  r.responded_at = base::UnixMicros{to};
  return r;
}

TEST(RequestJoin, WhatTheFirstLeavesOutComesFromTheOther) {
  auto first = report(10'000, 20'000);
  first.tokens.output = 7;
  auto other = report(10'000, 20'000);
  other.tokens.output = 3;
  other.tokens.input = 2;
  other.provider = "p";
  other.stream = true;
  join_reports(first, other);
  EXPECT_EQ(first.tokens.output, 7);
  EXPECT_EQ(first.tokens.input, 2);
  EXPECT_EQ(first.provider, "p");
  EXPECT_EQ(first.stream, true);
}

TEST(RequestJoin, TimesAreWidenedAndTheDurationWithThem) {
  auto first = report(20'000, 30'000);
  first.duration_ms = 10;
  auto other = report(5'000, 25'000);
  other.duration_ms = 20;
  join_reports(first, other);
  EXPECT_EQ(first.requested_at.v, 5'000);
  EXPECT_EQ(first.responded_at->v, 30'000);
  EXPECT_FALSE(first.duration_ms) << "the store works it out of the times";
}

TEST(RequestJoin, ADurationThatSaysMoreThanTheTimesStays) {
  auto first = report(20'000, 30'000);
  auto other = report(20'000, 30'000);
  other.duration_ms = 4;
  join_reports(first, other);
  EXPECT_EQ(first.duration_ms, 4);
}

TEST(RequestJoin, TheGreaterCostAndTheShorterFirstTokenStay) {
  auto first = report(0, 1);
  first.cost_nusd = 5;
  first.ttft_ms = 30;
  auto other = report(0, 1);
  other.cost_nusd = 9;
  other.cost_source = model::CostSource::contained;
  other.ttft_ms = 20;
  join_reports(first, other);
  EXPECT_EQ(first.cost_nusd, 9);
  EXPECT_EQ(first.cost_source, model::CostSource::contained);
  EXPECT_EQ(first.ttft_ms, 20);
}

}  // namespace
}  // namespace trace::store
