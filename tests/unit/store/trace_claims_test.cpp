#include "store/trace_claims.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trace::store {
namespace {

model::TraceChange claim(std::int64_t at, std::int64_t lines, const std::string& title,
                         const std::string& model = "") {
  model::TraceChange change;
  change.id = "t";
  change.title = title;
  change.model = model;
  change.claim = model::Claim{{at}, lines, static_cast<std::int64_t>(title.size())};
  return change;
}

// What a trace shows after all claims, in this order.
struct Shown {
  std::string title, model;
  std::optional<std::int64_t> ended_at;
  bool operator==(const Shown&) const = default;
};
Shown show(const std::vector<model::TraceChange>& changes) {
  Shown shown;
  TraceClaims claims;
  for (auto change : changes) {
    claims.filter(change, 0);
    if (!change.title.empty()) shown.title = change.title;
    if (!change.model.empty()) shown.model = change.model;
    claims = TraceClaims(claims.bytes());
  }
  if (claims.end()) shown.ended_at = claims.end()->at;
  return shown;
}

TEST(TraceClaims, TheOrderOfFilesMakesNoDifference) {
  auto ended = claim(30, 9, "", "late");
  ended.status = model::RunStatus::error;
  ended.ended_at = base::UnixMicros{35};
  auto supposed = claim(10, 9, "first");
  supposed.status = model::RunStatus::success;
  supposed.ending = model::Ending::provisional;
  supposed.ended_at = base::UnixMicros{10};
  std::vector<model::TraceChange> files{claim(10, 2, "grew since", "m"), supposed,
                                        claim(20, 50, "resumed", "other"), ended};
  std::vector<int> order{0, 1, 2, 3};
  do {
    std::vector<model::TraceChange> shuffled;
    for (const int i : order) shuffled.push_back(files[static_cast<std::size_t>(i)]);
    EXPECT_EQ(show(shuffled), (Shown{"first", "m", 35}));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(TraceClaims, AFieldThatNoFileGaveStays) {
  TraceClaims claims;
  auto change = claim(10, 2, "from a file", "m");
  claims.filter(change, ClaimField::title);
  EXPECT_EQ(change.title, "");
  EXPECT_EQ(change.model, "m");
}

TEST(TraceClaims, TheSameClaimTwiceChangesNothing) {
  TraceClaims claims;
  auto once = claim(10, 2, "x"), twice = once;
  claims.filter(once, 0);
  const auto before = claims.bytes();
  claims.filter(twice, 0);
  EXPECT_EQ(twice.title, "");
  EXPECT_EQ(claims.bytes(), before);
}

TEST(TraceClaims, DamagedBytesReadAsNoClaims) { EXPECT_TRUE(TraceClaims("short").empty()); }

}  // namespace
}  // namespace trace::store
