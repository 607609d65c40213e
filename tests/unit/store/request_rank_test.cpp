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
  EXPECT_GT(request_rank(report(20, unknown)).bytes, request_rank(report(5, unknown)).bytes);
  EXPECT_GT(request_rank(report(20, unknown)).bytes, request_rank(report(5, reported)).bytes);
}

TEST(RequestRank, WhatWasFittedToItsRunsTotalRanksAboveWhatWasNot) {
  using enum model::CostSource;
  EXPECT_GT(request_rank(report(5, contained)).bytes, request_rank(report(20, unknown)).bytes);
  EXPECT_GT(request_rank(report(6, contained)).bytes, request_rank(report(5, contained)).bytes);
  EXPECT_GT(request_rank(report(0, contained)).bytes, rank_of_sum(1'000'000));
}

TEST(RequestRank, OfEqualTokensAndTimesTheOneThatSawMoreOfTheAnswerRanksHigher) {
  auto whole = report(5, model::CostSource::unknown), cut = whole;
  whole.response_bytes = 700;
  cut.response_bytes = 600;
  cut.status = model::RequestStatus::canceled;
  EXPECT_GT(request_rank(whole).bytes, request_rank(cut).bytes);
}

}  // namespace
}  // namespace trace::store
