#include "formats/native_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace trace::formats {
namespace {

using model::EventFlag;

model::EventRow event_of(std::string_view frame, std::uint32_t flags) {
  model::EventRow event;
  event.trace = "t1";
  event.seq = 7;
  event.uid =
      std::string_view("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\xFF", 16);
  event.at = {1'763'607'600'123'456};
  event.type = "note";
  event.flags = flags;
  event.frame = frame;
  return event;
}

template <typename F>
std::string written(const F& write) {
  StringSink sink;
  NativeLines lines(sink);
  write(lines);
  sink.close();
  return sink.text();
}

// What stands behind the head of an event.
std::string body(const model::EventRow& event) {
  const std::string line = written([&](NativeLines& lines) { lines.event(event); });
  const std::string head =
      R"({"kind":"event","trace":"t1","seq":7,"uid":"000102030405060708090a0b0c0d0eff",)"
      R"("at":"2025-11-20T03:00:00.123456Z","type":"note","level":"info")";
  EXPECT_EQ(line.substr(0, head.size()), head);
  return line.substr(head.size());
}

TEST(NativeLines, AJsonPayloadIsCopiedAsItStands) {
  EXPECT_EQ(body(event_of(R"({"a": 1.0, "b":[1e5,"\u0041"]})"
                          "\r",
                          0)),
            R"(,"payload":{"a": 1.0, "b":[1e5,"\u0041"]}})"
            "\n");
}

TEST(NativeLines, APartOfAFrameIsThePayload) {
  auto event = event_of("event: x\ndata: {\"a\":1}\n\n", 0);
  event.offset = 15;
  event.size = 7;
  EXPECT_EQ(body(event), ",\"payload\":{\"a\":1}}\n");
}

TEST(NativeLines, WhatCouldDriveATerminalIsEscapedInAPayload) {
  EXPECT_EQ(body(event_of("{\"a\":\"\x7F \xE2\x80\xAE \xC2\x9B \xE6\x97\xA5\"}", 0)),
            ",\"payload\":{\"a\":\"\\u007f \\u202e \\u009b \xE6\x97\xA5\"}}\n");
}

TEST(NativeLines, TextIsTheMessage) {
  EXPECT_EQ(body(event_of("a \"b\"\x1B[1m", EventFlag::text)), R"(,"message":"a \"b\"\u001b[1m"})"
                                                               "\n");
  EXPECT_EQ(body(event_of("{broken", EventFlag::not_parsed)), ",\"message\":\"{broken\"}\n");
}

TEST(NativeLines, BytesThatAreNoTextAreBase64) {
  EXPECT_EQ(body(event_of("\xFF\x00", EventFlag::text)), ",\"payload_base64\":\"/w==\"}\n");
  EXPECT_EQ(body(event_of(std::string_view("a\0b", 3), EventFlag::text)),
            ",\"payload_base64\":\"YQBi\"}\n");
  EXPECT_EQ(body(event_of("\xFF\xFE", EventFlag::not_parsed)), ",\"payload_base64\":\"//4=\"}\n");
}

TEST(NativeLines, BytesThatClaimToBeJsonAndAreNotAreTheMessage) {
  EXPECT_EQ(body(event_of("[DONE]", 0)), ",\"message\":\"[DONE]\"}\n");
  EXPECT_EQ(body(event_of(R"({"a":"cut in the)", EventFlag::cut)),
            R"(,"message":"{\"a\":\"cut in the"})"
            "\n");
}

TEST(NativeLines, ANativeLineGivesItsMessagePayloadAndUnknownKeysInTheirOrder) {
  const std::string line =
      R"({"z":[1, 2],"kind":"event","trace_id":"t1","payload":{"x":{"y":"}"}},"type":"note",)"
      R"("message":"hi \"there\"","a":null,"timestamp":"2025"})";
  auto event = event_of(line, EventFlag::native);
  event.offset = line.find(R"({"x")");
  event.size = std::string_view(R"({"x":{"y":"}"}})").size();
  EXPECT_EQ(body(event),
            R"(,"message":"hi \"there\"","payload":{"x":{"y":"}"}},"z":[1, 2],"a":null})"
            "\n");
}

TEST(NativeLines, ANativeLineWithoutPayloadGivesNone) {
  EXPECT_EQ(body(event_of(R"({"kind":"event","trace":"t1","type":"note","message":"m"})",
                          EventFlag::native)),
            ",\"message\":\"m\"}\n");
}

TEST(NativeLines, WrittenNativeLinesAreWrittenAgainAsTheyAre) {
  const std::string first = written(
      [](NativeLines& lines) { lines.event(event_of(R"({"a":"\u001b日", "b": 1.50})", 0)); });
  auto again = event_of(first, EventFlag::native);
  again.offset = first.find("{\"a\"");
  again.size = first.size() - *again.offset - 2;
  EXPECT_EQ(written([&](NativeLines& lines) { lines.event(again); }), first);
}

TEST(NativeLines, WhatWasNotKeptIsLeftOut) {
  EXPECT_EQ(body(event_of("{}", EventFlag::not_kept)), "}\n");
  auto event = event_of("", 0);
  event.frame.reset();
  EXPECT_EQ(body(event), "}\n");
}

TEST(NativeLines, ATraceHasItsKeysInTheOrderOfTheFormat) {
  model::TraceChange trace;
  trace.id = "t1";
  trace.title = "a\nb";
  trace.source = "cli";
  trace.target_task_id = 5;
  trace.created_at = base::UnixMicros{0};
  trace.status = model::RunStatus::error;
  trace.trace_level = model::Keep::full;
  trace.retryable = false;
  trace.params = "{\"n\": 1}";
  trace.result = "not json";
  EXPECT_EQ(written([&](NativeLines& lines) { lines.trace(trace); }),
            R"({"kind":"trace","id":"t1","title":"a\nb","source":"cli","target_task_id":5,)"
            R"("created_at":"1970-01-01T00:00:00.000000Z","trace_level":"full","status":"error",)"
            R"("retryable":false,"params":{"n": 1},"result":"not json"})"
            "\n");
}

TEST(NativeLines, ARequestLeavesUnknownCountersOutAndSpreadsItsMetadata) {
  model::Request request;
  request.id = "r1";
  request.model = "m";
  request.tokens.output = 0;
  request.cost_nusd = 1'234'500'000;
  request.cost_source = model::CostSource::computed;
  request.metadata = R"({"tier":"x","n":[1]})";
  EXPECT_EQ(
      written([&](NativeLines& lines) { lines.request(request); }),
      R"({"kind":"request","id":"r1","model":"m","requested_at":"1970-01-01T00:00:00.000000Z",)"
      R"("output_tokens":0,"cost_usd":1.2345,"cost_source":"computed","status":"success",)"
      R"("tier":"x","n":[1]})"
      "\n");
}

TEST(NativeLines, ContentKeepsItsMessagesAsJson) {
  model::Content content;
  content.request = "r1";
  content.messages = R"([{"role":"user"}])";
  content.prompt = "p";
  EXPECT_EQ(written([&](NativeLines& lines) { lines.content(content); }),
            R"({"kind":"content","request":"r1","messages":[{"role":"user"}],"prompt":"p"})"
            "\n");
}

TEST(NativeLines, AnArrayIsOneJsonValue) {
  StringSink sink;
  NativeLines lines(sink, NativeLines::Shape::array);
  model::Content content;
  content.request = "r1";
  lines.content(content);
  lines.content(content);
  lines.end();
  sink.close();
  EXPECT_EQ(sink.text(),
            "[\n{\"kind\":\"content\",\"request\":\"r1\"},\n{\"kind\":\"content\",\"request\":"
            "\"r1\"}\n]\n");
}

// The same bytes as one short payload, and as pieces of one, two and three bytes.
void expect_same_in_pieces(const std::string& bytes, std::uint32_t flags) {
  const std::string whole = body(event_of(bytes, flags));
  for (const std::size_t step : {1U, 2U, 3U}) {
    auto event = event_of(bytes.substr(0, step), flags | EventFlag::in_pieces);
    event.long_payload = [&](const model::PieceOut& f) {
      for (std::size_t at = 0; at < bytes.size(); at += step) f(bytes.substr(at, step));
    };
    EXPECT_EQ(body(event), whole) << step;
  }
}

TEST(NativeLines, ALongPayloadIsWrittenAsAShortOne) {
  expect_same_in_pieces("{\"a\":\"\xE6\x97\xA5\xF0\x9F\x98\x80 \xC2\x9B\x7F\"}", 0);
  expect_same_in_pieces("\xE6\x97\xA5 \"\x1B \xF0\x9F\x98\x80", EventFlag::text);
  expect_same_in_pieces("no UTF-8: \xE6\x97", EventFlag::text);
  expect_same_in_pieces(std::string("NUL \0 here", 10), EventFlag::not_parsed);
}

TEST(NativeLines, ALongNativeLineKeepsTheKeysBeforeItsPayload) {
  const std::string first = R"({"message":"m","x":1,"type":"note","payload":{"a":)";
  auto event = event_of(first, EventFlag::native | EventFlag::in_pieces);
  event.offset = first.find("{\"a\"");
  event.size = 8;
  event.long_payload = [](const model::PieceOut& f) {
    f("{\"a\":");
    f("12}");
  };
  EXPECT_EQ(body(event), ",\"message\":\"m\",\"x\":1,\"payload\":{\"a\":12}}\n");
}

TEST(NativeLines, CostsAreExactDecimals) {
  const auto cost = [](std::int64_t nusd) {
    std::string out;
    append_cost_usd(out, nusd);
    return out;
  };
  EXPECT_EQ(cost(0), "0");
  EXPECT_EQ(cost(1), "0.000000001");
  EXPECT_EQ(cost(12'000'000'000), "12");
  EXPECT_EQ(cost(100'000'000), "0.1");
  EXPECT_EQ(cost(-2'500'000'000), "-2.5");
}

}  // namespace
}  // namespace trace::formats
