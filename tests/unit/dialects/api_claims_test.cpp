// Which payloads the model APIs and OpenTelemetry claim, and which of their neighbours they leave.
#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

std::string_view guess(const std::vector<std::string>& frames) {
  Detector detector;
  for (const auto& frame : frames)
    if (const auto answer = detector.add(frame)) return *answer;
  return detector.decide();
}

bool is_settled(const std::string& frame) { return Detector().add(frame).has_value(); }

TEST(ApiClaims, EventsOfAnthropicSettleIt) {
  const std::string start =
      R"({"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 1}}})";
  EXPECT_EQ(guess({"event: message_start\ndata: " + start + "\n"}), "anthropic");
  EXPECT_TRUE(is_settled(start));
  EXPECT_EQ(guess({R"({"type":"ping"})", start}), "anthropic");
  EXPECT_EQ(guess({R"({"type":"content_block_delta","index":0,"delta":{"text":"x"}})"}),
            "anthropic");
  EXPECT_EQ(guess({"{\n\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                   "\"usage\":{\"input_tokens\":1}}"}),
            "anthropic");
  EXPECT_EQ(guess({R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})"}),
            "anthropic");
}

TEST(ApiClaims, ChunksBodiesAndEventsOfOpenAiSettleIt) {
  EXPECT_EQ(
      guess({": keep-alive\n", "data: {\"object\":\"chat.completion.chunk\",\"choices\":[]}\n"}),
      "openai");
  EXPECT_TRUE(is_settled(R"({"choices":[{"index":0,"delta":{"content":"x"}}]})"));
  EXPECT_TRUE(is_settled(R"({"choices":[],"id":"","prompt_filter_results":[]})"));
  EXPECT_EQ(guess({R"({"object":"text_completion","choices":[{"text":"x"}]})"}), "openai");
  EXPECT_EQ(guess({R"({"type":"response.created","response":{"id":"r"}})"}), "openai");
  EXPECT_EQ(guess({R"({"object":"response","output":[]})"}), "openai");
  EXPECT_EQ(guess({R"({"error":{"message":"x","type":"t","param":null,"code":"c"}})"}), "openai");
}

TEST(ApiClaims, ErrorsAndRequestsOfOpenAiAreLikely) {
  EXPECT_EQ(guess({R"({"error":{"message":"x","type":"invalid_request_error"}})"}), "openai");
  EXPECT_EQ(guess({R"({"model":"m","input":"Hi","stream":true})"}), "openai");
}

TEST(ApiClaims, ChunksAndRepliesOfGeminiSettleIt) {
  EXPECT_EQ(guess({R"({"candidates":[{"content":{}}],"usageMetadata":{}})"}), "gemini-api");
  EXPECT_EQ(guess({R"([{"candidates":[],"modelVersion":"g"}])"}), "gemini-api");
  EXPECT_EQ(guess({R"({"method":"generateContent","response":{}})"}), "gemini-api");
  EXPECT_EQ(guess({R"({"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}})"}),
            "gemini-api");
}

TEST(ApiClaims, ExportsSettleOtlp) {
  EXPECT_EQ(guess({R"({"resourceSpans":[]})"}), "otlp");
  EXPECT_EQ(guess({R"({"resourceLogs":[]})"}), "otlp");
  EXPECT_EQ(guess({"{\n \"resourceMetrics\": []\n}"}), "otlp");
}

TEST(ApiClaims, ARequestIsLikelyUntilItsAnswerSettlesIt) {
  const std::string asked =
      R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]})";
  EXPECT_FALSE(is_settled(asked));
  EXPECT_EQ(guess({asked, R"({"object":"chat.completion","choices":[]})"}), "openai");
  EXPECT_EQ(guess({asked, R"({"type":"message_delta","delta":{}})"}), "anthropic");
}

TEST(ApiClaims, OthersThatLookAlikeAreLeft) {
  for (const std::string line : {
           R"({"type":"message_start","message":{"role":"user","content":[],"timestamp":1}})",
           R"({"type":"message","timestamp":"2026","role":"assistant","content":"x"})",
           R"({"type":"error","message":"x"})",
           R"({"type":"ping"})",
           R"({"model":"m","input":"2+2","ideal":"4"})",
           R"({"time":1,"error":{"message":"x","type":"t"}})",
           R"({"type":"error","timestamp":1,"sessionID":"s","error":{"name":"x","data":{}}})",
           R"({"level":"error","error":{"message":"x","code":"E"}})",
           R"({"method":"GET","response":{"status":200}})",
           R"({"role":"assistant","content":"x","tool_calls":[]})",
           R"({"sessionId":"s","messages":[],"projectHash":"p"})",
       }) {
    const auto name = guess({line});
    EXPECT_TRUE(name != "anthropic" && name != "openai" && name != "gemini-api") << line;
  }
}

}  // namespace
}  // namespace trace::dialects
