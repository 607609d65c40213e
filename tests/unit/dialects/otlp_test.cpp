#include "unit/dialects/api_feeding.h"

#include "model/event_row.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

const std::string kTrace = "5B8EFFF798038103D269B633813FC60C";
constexpr char kTraceId[] = "5b8efff7-9803-8103-d269-b633813fc60c";
constexpr std::int64_t kBegin = 1'751'443'200'000'000;  // of spans, in microseconds

std::string text(const std::string& key, const std::string& value) {
  return R"({"key":")" + key + R"(","value":{"stringValue":")" + value + R"("}})";
}
std::string count(const std::string& key, const std::string& digits) {
  return R"({"key":"gen_ai.usage.)" + key + R"(","value":{"intValue":")" + digits + R"("}})";
}

struct Span {
  std::string attributes, id = "aa00000000000001", parent = "aa000000000000ff", name = "chat gpt-4",
                          more = "";
  int from_ms = 100, to_ms = 1900;
};

std::string span(const Span& s, const std::string& trace = kTrace) {
  const auto nano = [](int ms) { return std::to_string((kBegin + ms * 1000) * 1000); };
  return R"({"traceId":")" + trace + R"(","spanId":")" + s.id + R"(","parentSpanId":")" + s.parent +
         R"(","name":")" + s.name + R"(","kind":3,"startTimeUnixNano":")" + nano(s.from_ms) +
         R"(","endTimeUnixNano":")" + nano(s.to_ms) + R"(","attributes":[)" + s.attributes + "]" +
         s.more + "}";
}

std::string spans(const std::string& list) {
  return R"({"resourceSpans":[{"resource":{"attributes":[)" + text("service.name", "demo") +
         R"(]},"scopeSpans":[{"scope":{"name":"x"},"spans":[)" + list + "]}]}]}";
}

std::string logs(const std::string& list) {
  return R"({"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[)" + list + "]}]}]}";
}

std::string chat(const std::string& more = "", const std::string& id = "chatcmpl-1") {
  return text("gen_ai.operation.name", "chat") + "," + text("gen_ai.provider.name", "openai") +
         "," + text("gen_ai.response.model", "gpt-4-0613") + "," + text("gen_ai.response.id", id) +
         "," + count("input_tokens", "250") + "," + count("output_tokens", "80") + more;
}

ApiFeeding feeding(bool keep_content = false) { return ApiFeeding("otlp", true, keep_content); }

TEST(Otlp, ASpanIsAnEventWithItsTimesAndTheTraceIsItsTraceId) {
  auto f = feeding();
  f.line(spans(span({.attributes = chat()}))).end();
  ASSERT_EQ(f.events.size(), 1U);
  EXPECT_EQ(f.events[0].trace, kTraceId);
  EXPECT_EQ(f.events[0].at->v, kBegin + 100'000);
  EXPECT_EQ(f.events[0].duration_ms, 1800);
  EXPECT_EQ(f.events[0].flags & model::EventFlag::arrival_time, 0U);
  EXPECT_EQ(f.events[0].part, span({.attributes = chat()}));
  EXPECT_EQ(f.events[0].source_id, "aa00000000000001");
}

TEST(Otlp, ACallOfAModelIsARequest) {
  auto f = feeding();
  f.line(spans(span({.attributes =
                         chat(R"(,{"key":"gen_ai.response.finish_reasons","value":{"arrayValue":)"
                              R"({"values":[{"stringValue":"tool_calls"}]}}},)"
                              R"({"key":"gen_ai.response.time_to_first_chunk","value":)"
                              R"({"doubleValue":0.25}})")})))
      .end();
  const auto r = f.only();
  EXPECT_EQ(r.id, "chatcmpl-1");
  EXPECT_EQ(r.model, "gpt-4-0613");
  EXPECT_EQ(r.provider, "openai");
  EXPECT_EQ(r.requested_at.v, kBegin + 100'000);
  EXPECT_EQ(r.duration_ms, 1800);
  EXPECT_EQ(r.ttft_ms, 250);
  EXPECT_EQ(r.metadata, R"({"stop_reason":"tool_calls"})");
  EXPECT_EQ(f.sums(), "250/0/0/80");
}

// The agent says 350/120 for everything under it, the two calls 250/80 and 100/40: 350/120.
TEST(Otlp, AgentSpansAreNotAddedToTheirChildren) {
  auto f = feeding();
  const Span agent{.attributes = text("gen_ai.operation.name", "invoke_agent") + "," +
                                 text("gen_ai.request.model", "gpt-4") + "," +
                                 count("input_tokens", "350") + "," + count("output_tokens", "120"),
                   .id = "aa000000000000ff",
                   .parent = "",
                   .name = "invoke_agent planner",
                   .from_ms = 0,
                   .to_ms = 4500};
  const Span second{.attributes = text("gen_ai.operation.name", "chat") + "," +
                                  count("input_tokens", "100") + "," + count("output_tokens", "40"),
                    .id = "aa00000000000002"};
  f.line(spans(span(agent) + "," + span({.attributes = chat()}) + "," + span(second))).end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "350/0/0/120");
  EXPECT_EQ(f.types(), "span assistant assistant");
  EXPECT_EQ(f.last().status, model::RunStatus::success);
  EXPECT_EQ(f.last().ending, model::Ending::reported);
  EXPECT_EQ(f.last().ended_at->v, kBegin + 4'500'000);
}

// 1000 with 600 read and 100 written leave 300.
TEST(Otlp, InputIncludesWhatTheCacheReadAndWrote) {
  auto f = feeding();
  f.line(
      spans(span({.attributes = text("gen_ai.operation.name", "chat") + "," +
                                count("input_tokens", "1000") + "," + count("output_tokens", "50") +
                                "," + count("cache_read.input_tokens", "600") + "," +
                                count("cache_creation.input_tokens", "100") + "," +
                                count("reasoning.output_tokens", "20")})));
  EXPECT_EQ(f.end().sums(), "300/600/100/50");
  EXPECT_EQ(f.only().tokens.reasoning, 20);
  EXPECT_EQ(f.only().id, kTrace + "/aa00000000000001");
}

TEST(Otlp, OldNamesAndOldListsAreRead) {
  auto f = feeding();
  std::string line = spans(
      span({.attributes =
                text("llm.request.type", "chat") + "," + text("gen_ai.system", "Anthropic") + "," +
                text("gen_ai.request.model", "claude-3") + "," + count("prompt_tokens", "16") +
                "," + count("completion_tokens", "9") + "," + count("cached_input_tokens", "6") +
                "," + text("gen_ai.prompt.0.role", "user") + "," +
                text("gen_ai.prompt.0.content", "Tell a\\n joke")}));
  line.replace(line.find("scopeSpans"), 10, "instrumentationLibrarySpans");
  f.line(line).end();
  EXPECT_EQ(f.sums(), "10/6/0/9");
  EXPECT_EQ(f.only().provider, "Anthropic");
  EXPECT_EQ(f.only().model, "claude-3");
  EXPECT_EQ(f.title(), "Tell a joke");
}

TEST(Otlp, CountersAreIntegersDigitsOrWholeDoubles) {
  auto f = feeding();
  f.line(spans(
      span({.attributes = text("gen_ai.operation.name", "chat") +
                          R"(,{"key":"gen_ai.usage.input_tokens","value":{"intValue":7}},)"
                          R"({"key":"gen_ai.usage.output_tokens","value":{"doubleValue":3.0}},)"
                          R"({"key":"gen_ai.usage.cache_read.input_tokens","value":)"
                          R"({"stringValue":"2"}},)"
                          R"({"key":"gen_ai.usage.cache_creation.input_tokens","value":)"
                          R"({"intValue":"-5"}})"})));
  EXPECT_EQ(f.end().sums(), "5/2/0/3");
}

const std::string kInference = "gen_ai.client.inference.operation.details";

std::string inference(const std::string& attributes, const std::string& span_id) {
  return R"({"timeUnixNano":"1751443202000000000","eventName":")" + kInference +
         R"(","traceId":")" + kTrace + R"(","spanId":")" + span_id + R"(","attributes":[)" +
         attributes + "]}";
}

TEST(Otlp, TheSpanGoesBeforeTheLogOfTheSameResponse) {
  auto f = feeding();
  f.line(spans(span({.attributes = chat()})))
      .line(logs(inference(chat("," + count("cache_read.input_tokens", "9")), "bb01")))
      .end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.sums(), "250/0/0/80");
  EXPECT_EQ(f.types(), "assistant assistant");
}

TEST(Otlp, ALogWithoutAResponseIdIsTheCallOfItsSpan) {
  auto f = feeding();
  const auto nameless = text("gen_ai.operation.name", "chat") + "," + count("input_tokens", "250");
  f.line(logs(inference(nameless, "aa00000000000001")))
      .line(spans(span({.attributes = chat()})))
      .end();
  EXPECT_EQ(f.calls().size(), 1U);
  EXPECT_EQ(f.sums(), "250/0/0/80");
}

TEST(Otlp, ALogAloneIsTheCall) {
  auto f = feeding();
  f.line(logs(inference(chat(), "")));
  EXPECT_EQ(f.end().sums(), "250/0/0/80");
}

TEST(Otlp, RetriesAreRequestsOfTheirOwn) {
  auto f = feeding();
  const Span failed{.attributes = text("gen_ai.operation.name", "chat") + "," +
                                  text("error.type", "rate_limit_exceeded") + "," +
                                  count("input_tokens", "10"),
                    .id = "aa00000000000002",
                    .more = R"(,"status":{"code":2,"message":"slow down"})"};
  f.line(spans(span(failed) + "," + span({.attributes = chat()}))).end();
  EXPECT_EQ(f.calls().size(), 2U);
  EXPECT_EQ(f.sums(), "260/0/0/80");
  const auto bad = f.calls()[kTrace + "/aa00000000000002"];
  EXPECT_EQ(bad.status, model::RequestStatus::error);
  EXPECT_EQ(bad.error_message, "slow down");
  EXPECT_EQ(f.events[0].level, model::Level::error);
  EXPECT_EQ(f.last().status, model::RunStatus::success);
}

TEST(Otlp, ARootThatFailedFailsTheTrace) {
  auto f = feeding();
  f.line(spans(span({.attributes = "",
                     .parent = "0000000000000000",
                     .name = "run",
                     .more = R"(,"status":{"code":2,"message":"context length exceeded"})"})))
      .end();
  EXPECT_EQ(f.last().status, model::RunStatus::error);
  EXPECT_EQ(f.last().error_code, "context_overflow");
  EXPECT_EQ(f.last().error_message, "context length exceeded");
  EXPECT_EQ(f.title(), "run");
}

TEST(Otlp, ATraceWithoutItsRootEndsForTheTimeBeing) {
  auto f = feeding();
  f.line(spans(span({.attributes = chat()}))).end();
  EXPECT_EQ(f.last().status, model::RunStatus::success);
  EXPECT_EQ(f.last().ending, model::Ending::provisional);
}

TEST(Otlp, AConversationIsOneTraceOfSeveralTraceIds) {
  auto f = feeding();
  const auto named = "," + text("gen_ai.conversation.id", "conv-1");
  const std::string other = "00000000000000000000000000000abc";
  f.line(spans(span({.attributes = chat("", "a")}) + "," +
               span({.attributes = chat(named, "b"), .id = "aa00000000000002"})))
      .line(spans(span({.attributes = chat(named, "c")}, other)))
      .end();
  EXPECT_EQ(f.events[0].trace, f.events[1].trace);
  EXPECT_EQ(f.events[0].trace, f.events[2].trace);
  EXPECT_NE(f.events[0].trace, kTraceId);
  EXPECT_EQ(f.changes<model::TraceChange>()[0].session_id, "conv-1");
  EXPECT_EQ(f.calls()["b"].conversation_id, "conv-1");
  EXPECT_EQ(f.sums(), "750/0/0/240");
}

TEST(Otlp, AConversationThatIsNamedLateTakesTheTraceAsItsChild) {
  auto f = feeding();
  f.line(spans(span({.attributes = chat()})));
  f.line(spans(span({.attributes = chat("," + text("gen_ai.conversation.id", "conv-1"), "b")})));
  std::string parent;
  for (const auto& c : f.changes<model::TraceChange>())
    if (c.id == kTraceId && !c.parent.empty()) parent = c.parent;
  EXPECT_EQ(parent, f.events[1].trace);
}

TEST(Otlp, AToolSpanIsACallWithItsName) {
  auto f = feeding();
  f.line(spans(span({.attributes = text("gen_ai.operation.name", "execute_tool") + "," +
                                   text("gen_ai.provider.name", "other") + "," +
                                   text("gen_ai.tool.name", "get_file") + "," +
                                   text("gen_ai.tool.call.id", "call_1"),
                     .name = "execute_tool get_file"})));
  EXPECT_EQ(f.types(), "tool_call");
  EXPECT_EQ(f.events[0].tool, "get_file");
  EXPECT_EQ(f.events[0].key, "call_1");
  EXPECT_EQ(f.events[0].duration_ms, 1800);
  EXPECT_TRUE(f.end().calls().empty());
}

TEST(Otlp, EventsInASpanAreEvents) {
  auto f = feeding();
  f.line(spans(span({.attributes = chat(),
                     .more = R"(,"events":[{"timeUnixNano":"1751443200200000000","name":)"
                             R"("gen_ai.user.message"},{"name":"exception","timeUnixNano":0}])"})));
  EXPECT_EQ(f.types(), "assistant user error");
  EXPECT_EQ(f.events[1].at->v, kBegin + 200'000);
  EXPECT_FALSE(f.events[2].at);
  EXPECT_EQ(f.events[2].level, model::Level::error);
}

TEST(Otlp, LogRecordsKeepTheirSeverityAndTime) {
  auto f = feeding();
  const auto record = [](const std::string& members) {
    return R"({"traceId":")" + kTrace + R"(",)" + members + R"(,"body":{"stringValue":"x"}})";
  };
  f.line(logs(record(R"("timeUnixNano":"1700000000000000000","severityNumber":5)") + "," +
              record(R"("timeUnixNano":"0","observedTimeUnixNano":"1700000001000000000",)"
                     R"("severityNumber":13)") +
              "," + record(R"("severityNumber":21,"eventName":"app.crash")") + "," +
              record(R"("severityText":"WARN")")));
  ASSERT_EQ(f.events.size(), 4U);
  EXPECT_EQ(f.types(), "log log app.crash log");
  EXPECT_EQ(f.events[0].level, model::Level::debug);
  EXPECT_EQ(f.events[1].level, model::Level::warn);
  EXPECT_EQ(f.events[1].at->v, 1'700'000'001'000'000);
  EXPECT_EQ(f.events[2].level, model::Level::error);
  EXPECT_EQ(f.events[3].level, model::Level::warn);
  EXPECT_EQ(f.events[3].flags & model::EventFlag::arrival_time, model::EventFlag::arrival_time);
}

TEST(Otlp, ZeroIdsAreNone) {
  auto f = feeding();
  f.line(logs(R"({"traceId":"00000000000000000000000000000000","spanId":"0000000000000000"})"));
  EXPECT_EQ(f.events[0].trace, "fresh");
  EXPECT_EQ(f.events[0].key, "");
}

TEST(Otlp, MetricsAreKeptAsEventsAndCountNothing) {
  auto f = feeding();
  f.line(
      "{\n\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":"
      "\"gen_ai.client.token.usage\",\"histogram\":{\"dataPoints\":[{\"timeUnixNano\":"
      "\"1700000000000000000\",\"sum\":999}]}},{\"name\":\"b\",\"sum\":{}}]}]}]}");
  EXPECT_EQ(f.types(), "metric metric");
  EXPECT_EQ(f.events[0].at->v, 1'700'000'000'000'000);
  EXPECT_EQ(f.events[1].part, R"({"name":"b","sum":{}})");
  EXPECT_TRUE(f.end().calls().empty());
}

TEST(Otlp, ContentsComeFromMessagesAsTextOrAsValues) {
  auto f = feeding(true);
  const std::string messages =
      R"([{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is it?\"}]}])";
  f.line(spans(span(
      {.attributes = chat(
           "," + text("gen_ai.input.messages", messages) +
           R"(,{"key":"gen_ai.output.messages","value":{"arrayValue":{"values":[{"kvlistValue":)"
           R"({"values":[{"key":"role","value":{"stringValue":"assistant"}},{"key":"parts",)"
           R"("value":{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"type","value":)"
           R"({"stringValue":"text"}},{"key":"content","value":{"stringValue":"There."}}]}}]}}}]}}]}}})")})));
  const auto content = f.changes<model::Content>().at(0);
  EXPECT_EQ(content.request, "chatcmpl-1");
  EXPECT_EQ(content.prompt, "Where is it?");
  EXPECT_EQ(content.completion, "There.");
  EXPECT_EQ(f.title(), "Where is it?");
  EXPECT_EQ(f.end().last().result, "\"There.\"");
}

TEST(Otlp, TheAnswerThatWasGivenLastIsTheResult) {
  auto f = feeding();
  const auto said = [](const std::string& words) {
    return chat("," + text("gen_ai.completion.0.content", words), words);
  };
  f.line(spans(span({.attributes = said("last"), .id = "aa00000000000002", .to_ms = 5000}) + "," +
               span({.attributes = said("first")})));
  EXPECT_EQ(f.end().last().result, "\"last\"");
}

TEST(Otlp, WhatIsNoExportIsKeptAndTheRestStaysCounted) {
  auto f = feeding();
  f.line(R"({"partialSuccess":{}})").line("oops").line(spans(span({.attributes = chat()}))).end();
  EXPECT_EQ(f.types(), "raw text assistant");
  EXPECT_EQ(f.misunderstood, 1U);
  EXPECT_EQ(f.sums(), "250/0/0/80");
}

TEST(Otlp, ManyTracesAreEndedWhenThereAreTooMany) {
  auto f = feeding();
  for (int i = 0; i < 2100; ++i) {
    std::string id = std::to_string(100'000 + i);
    id.insert(0, 32 - id.size(), 'a');
    f.line(spans(span({.attributes = ""}, id)));
  }
  std::size_t ended = 0;
  for (const auto& c : f.changes<model::TraceChange>())
    ended += c.status == model::RunStatus::success ? 1 : 0;
  EXPECT_GT(ended, 900U);
}

}  // namespace
}  // namespace trace::dialects
