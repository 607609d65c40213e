#include "unit/dialects/api_feeding.h"

#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

const std::string kAsked =
    R"({"model":"gpt-5","messages":[{"role":"user","content":"What is it?"}]})";
const std::string kAnswer =
    R"({"id":"c1","object":"chat.completion","created":1770933883,"model":"gpt-5","choices":)"
    R"([{"index":0,"message":{"role":"assistant","content":"It"},"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":16,"completion_tokens":3}})";

std::string logged(const std::string& members) {
  return R"({"method":"POST","url":"/v1/chat/completions",)" + members + "}";
}

TEST(ApiEnvelope, ALoggedExchangeIsACallWithItsTimesStatusAndSizes) {
  ApiFeeding f("openai");
  f.line(logged(R"("timestamp":"2026-02-12T22:04:45Z","status":200,"duration_ms":1500,)"
                R"("ttft_ms":250,"request":)" +
                kAsked + R"(,"response":)" + kAnswer))
      .end();
  const auto r = f.only();
  EXPECT_EQ(f.sums(), "16/0/0/3");
  EXPECT_EQ(r.id, "c1");
  EXPECT_EQ(r.status_code, 200);
  EXPECT_EQ(r.duration_ms, 1500);
  EXPECT_EQ(r.ttft_ms, 250);
  EXPECT_EQ(r.responded_at->v - r.requested_at.v, 1'500'000);
  EXPECT_EQ(r.responded_at->v, 1'770'933'885'000'000);
  EXPECT_EQ(r.request_bytes, static_cast<std::int64_t>(kAsked.size()));
  EXPECT_EQ(r.response_bytes, static_cast<std::int64_t>(kAnswer.size()));
  EXPECT_EQ(f.types(), "user assistant");
  EXPECT_EQ(f.events[0].part, kAsked);
  EXPECT_EQ(f.events[1].part, kAnswer);
  EXPECT_EQ(f.title(), "What is it?");
}

TEST(ApiEnvelope, WithoutTimesNoneAreGuessed) {
  ApiFeeding f("openai");
  f.line(logged(R"("request_body":)" + kAsked + R"(,"response_body":)" + kAnswer)).end();
  EXPECT_FALSE(f.only().duration_ms);
  EXPECT_FALSE(f.only().responded_at);
  EXPECT_FALSE(f.only().ttft_ms);
}

TEST(ApiEnvelope, AFailedExchangeKeepsItsStatus) {
  ApiFeeding f("openai");
  f.line(logged(R"("status":429,"request":)" + kAsked +
                R"(,"response":{"error":{"message":"slow down","type":"requests"}})"))
      .end();
  EXPECT_EQ(f.only().status_code, 429);
  EXPECT_EQ(f.last().error_code, "rate_limited");
}

TEST(ApiEnvelope, ResultsOfBatchesAreCalls) {
  ApiFeeding openai("openai"), anthropic("anthropic");
  openai.line(R"({"id":"batch_req_1","custom_id":"a","response":{"status_code":200,"body":)" +
              kAnswer + R"(},"error":null})");
  EXPECT_EQ(openai.end().sums(), "16/0/0/3");
  EXPECT_EQ(openai.only().status_code, 200);
  anthropic.line(R"({"custom_id":"a","result":{"type":"succeeded","message":{"id":"m","type":)"
                 R"("message","role":"assistant","content":[],"stop_reason":"end_turn",)"
                 R"("usage":{"input_tokens":4,"output_tokens":2}}}})");
  EXPECT_EQ(anthropic.end().sums(), "4/0/0/2");
}

TEST(ApiEnvelope, ItIsClaimedByWhatIsInside) {
  Detector detector, other;
  EXPECT_EQ(detector.add(logged(R"("request":)" + kAsked + R"(,"response":)" + kAnswer)),
            std::optional<std::string_view>("openai"));
  other.add(R"({"method":"POST","url":"/login","status":200,"response":{"ok":true}})");
  EXPECT_EQ(other.decide(), "jsonl");
}

}  // namespace
}  // namespace trace::dialects
