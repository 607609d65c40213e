#include "store/request_rank.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

model::Request report(std::int64_t output, model::CostSource source) {
  model::Request r;
  r.id = "m1";
  r.tokens.output = output;
  r.cost_source = source;
  return r;
}

TEST(RequestRank, MoreTokensRankHigher) {
  using enum model::CostSource;
  EXPECT_GT(request_rank(report(20, unknown)), request_rank(report(5, unknown)));
  EXPECT_GT(request_rank(report(20, unknown)), request_rank(report(5, reported)));
}

TEST(RequestRank, WhatWasFittedToItsRunsTotalRanksAboveWhatWasNot) {
  using enum model::CostSource;
  EXPECT_GT(request_rank(report(5, contained)), request_rank(report(20, unknown)));
  EXPECT_GT(request_rank(report(6, contained)), request_rank(report(5, contained)));
  EXPECT_GT(request_rank(report(0, contained)), rank_of_sum(1'000'000));
}

TEST(RequestRank, OfEqualTokensAndTimesTheOneThatSawMoreOfTheAnswerRanksHigher) {
  auto whole = report(5, model::CostSource::unknown), cut = whole;
  whole.response_bytes = 700;
  cut.response_bytes = 600;
  cut.status = model::RequestStatus::canceled;
  EXPECT_GT(request_rank(whole), request_rank(cut));
}

}  // namespace
}  // namespace trace::store
