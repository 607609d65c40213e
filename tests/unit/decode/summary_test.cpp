#include "decode/summary.h"

#include "base/utf8.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>

namespace trace::decode {
namespace {

std::string line(std::string_view payload, std::string_view type = "") {
  Summarizer summarizer;
  return summarizer.summarize(type, payload);
}

TEST(Summary, SaysWhatAnAssistantSaid) {
  EXPECT_EQ(
      line(
          R"({"type":"assistant","message":{"role":"assistant","content":[{"type":"text","text":"Hello\n  there"}]}})"),
      "Hello there");
  EXPECT_EQ(line(R"({"type":"user","message":{"role":"user","content":"Fix it"}})"), "Fix it");
  EXPECT_EQ(
      line(
          R"({"role":"assistant","content":"Look.","tool_calls":[{"type":"function","function":{"name":"Shell","arguments":"{\"c\":1}"}}]})"),
      "Look. · Shell: {\"c\":1}");
}

TEST(Summary, TheEndOfAnAnswerTellsWhyAndWhatItTook) {
  EXPECT_EQ(line(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
                 R"("usage":{"input_tokens":17,"output_tokens":9}})"),
            "end_turn 17 in, 9 out");
  EXPECT_EQ(line(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
                 R"("usage":{"output_tokens":9}})"),
            "end_turn 9 out");
  EXPECT_EQ(line(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"), "stop");
  EXPECT_EQ(line(R"({"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}})"),
            "3 in, 4 out");
  EXPECT_EQ(line(R"({"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}],)"
                 R"("usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2}})"),
            "STOP 9 in, 2 out");
}

TEST(Summary, TelemetryIsTheNameOfASpanOrTheBodyOfARecord) {
  EXPECT_EQ(line(R"({"traceId":"a","spanId":"b","name":"chat gpt-4","attributes":[],)"
                 R"("status":{"code":2,"message":"slow down"}})"),
            "chat gpt-4 slow down");
  EXPECT_EQ(line(R"({"timeUnixNano":"1","severityNumber":9,"body":{"stringValue":"Paid"}})"),
            "Paid");
  EXPECT_EQ(line(R"({"timeUnixNano":"1","eventName":"page.view","body":{"kvlistValue":{}}})"),
            "page.view");
  EXPECT_EQ(line(R"({"name":"token.usage","histogram":{"dataPoints":[]}})"), "token.usage");
}

TEST(Summary, NamesTheToolAndItsMainArgument) {
  EXPECT_EQ(
      line(
          R"({"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"Bash","input":{"command":"ls -l","description":"List"}}]}})"),
      "Bash: ls -l");
  EXPECT_EQ(
      line(
          R"({"type":"assistant","message":{"content":[{"type":"text","text":"So:"},{"type":"tool_use","name":"Odd","input":{"x":1}}]}})"),
      "So: · Odd: {\"x\":1}");
  EXPECT_EQ(line(R"({"type":"tool_use","tool_name":"read_file","parameters":{"path":"a.txt"}})"),
            "read_file: a.txt");
  EXPECT_EQ(
      line(
          R"({"type":"tool_use","part":{"type":"tool","tool":"bash","state":{"input":{"command":"rg x"}}}})"),
      "bash: rg x");
  EXPECT_EQ(
      line(
          R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"query":"q"}}}]}}]})"),
      "f: q");
}

TEST(Summary, ShowsWhatCameBack) {
  EXPECT_EQ(
      line(
          R"({"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t","content":"done"}]}})"),
      "→ done");
  EXPECT_EQ(
      line(
          R"({"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":[{"type":"text","text":"no"}]}]}})"),
      "→ error: no");
}

TEST(Summary, KnowsTheEndOfARun) {
  EXPECT_EQ(
      line(R"({"type":"result","subtype":"success","result":"All done","total_cost_usd":0.25})"),
      "All done · $0.25");
  EXPECT_EQ(line(R"({"type":"result","subtype":"error_max_turns","total_cost_usd":1})"),
            "error_max_turns · $1");
  EXPECT_EQ(line(R"({"type":"turn.completed","usage":{"input_tokens":7,"output_tokens":3}})"),
            "7 in, 3 out");
  EXPECT_EQ(line(R"({"type":"system","subtype":"init","cwd":"/p","model":"m-1"})"), "init m-1 /p");
}

TEST(Summary, KnowsItemsPayloadsAndChunks) {
  EXPECT_EQ(
      line(
          R"({"type":"item.completed","item":{"type":"command_execution","command":"make","exit_code":2,"aggregated_output":"x"}})"),
      "$ make (exit 2) → x");
  EXPECT_EQ(line(R"({"type":"item.completed","item":{"type":"reasoning","text":"hm"}})"),
            "(thinking) hm");
  EXPECT_EQ(
      line(
          R"({"type":"response_item","payload":{"type":"message","content":[{"type":"output_text","text":"hi"}]}})"),
      "hi");
  EXPECT_EQ(line(R"({"choices":[{"delta":{"content":"tok"}}]})"), "tok");
  EXPECT_EQ(line("event: content_block_delta\ndata: "
                 "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":"
                 "\"tok\"}}\n\n"),
            "tok");
  EXPECT_EQ(line(R"({"type":"error","error":{"name":"APIError","data":{"message":"Rate limit"}}})"),
            "Rate limit");
}

TEST(Summary, KnowsLogLinesAndNativeEvents) {
  EXPECT_EQ(line(R"({"level":20,"msg":"Found it","v":0})"), "Found it");
  EXPECT_EQ(line(R"({"ts":"2013","@fields":{"lvl":"INFO","msg":"Up"}})"), "Up");
  EXPECT_EQ(
      line(R"({"kind":"event","trace":"t","type":"step","message":"Planning","payload":{"n":1}})"),
      "Planning");
}

TEST(Summary, PlainTextIsItsOwnSummary) {
  EXPECT_EQ(line("  just a\tline \n"), "just a line");
  EXPECT_EQ(line("\"a string\""), "a string");
  EXPECT_EQ(line(""), "");
}

TEST(Summary, UnknownObjectsAreShownAsTheyAre) {
  EXPECT_EQ(line(R"({"x":1,"y":[2]})"), R"({"x":1,"y":[2]})");
  EXPECT_EQ(line("{not json"), "{not json");
  EXPECT_EQ(line(R"({"type":"turn_start"})", "line"), "turn_start");
  EXPECT_EQ(line(R"({"type":"turn_start"})", "turn_start"), "");
}

TEST(Summary, LongPayloadsAreCutAndStillUnderstood) {
  const std::string text(1 << 20, 'm');
  const std::string said =
      line(R"({"type":"assistant","message":{"content":[{"type":"text","text":"Start )" + text +
           "\"}]}}");
  EXPECT_TRUE(said.starts_with("Start mmm")) << said;
  EXPECT_LE(said.size(), Summarizer::kMaxLineBytes);
  EXPECT_TRUE(said.ends_with("…"));
}

TEST(Summary, LinesEndAtACharactersEdge) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "日志";
  EXPECT_TRUE(base::is_utf8(line(text)));
}

TEST(Summary, PartsThatDoNotSayWhatTheyAreAreReadAsTheirEventSays) {
  const std::vector<std::array<std::string, 3>> cases{
      {"tool_call", R"({"id":"1","name":"sh","args":{"command":"ls -l"}})", "sh: ls -l"},
      {"tool_call", R"({"name":"grep","arguments":"{\"q\":1}","id":"t"})", R"(grep: {"q":1})"},
      {"tool_call", R"({"type":"tool_call","tool_call":{"readToolCall":{"args":{"path":"/x"}}}})",
       "read: /x"},
      {"tool_result",
       R"({"type":"tool_call","tool_call":{"shellToolCall":{"args":{},)"
       R"("result":{"success":{"stdout":"two"}}}}})",
       "→ two"},
      {"tool_result", R"([{"functionResponse":{"id":"1","response":{"error":"no"}}}])", "→ no"},
      {"tool_result",
       R"({"type":"tool_result","content":{"callId":"1","responseParts":{"functionResponse":)"
       R"({"id":"1","response":{"output":"a b"}}}}})",
       "→ a b"},
      {"tool_result",
       R"({"type":"function_call_output","output":"{\"output\":\"no such file\\n\",)"
       R"(\"metadata\":{\"exit_code\":1}}"})",
       "→ (exit 1) no such file"},
      {"tool_result", R"({"id":"1","name":"sh","response":{"output":"yes"}})", "→ yes"},
      {"tool_result", R"({"$mid":20,"content":[{"value":{"node":{"children":[{"text":"x"}]}}}]})",
       "→ x"},
      {"thinking", R"({"subject":"Plan","description":"look"})", "(thinking) Plan: look"},
      {"model_change", R"({"type":"model_change","modelId":"opus"})", "opus"},
  };
  Summarizer summarizer;
  for (const auto& [type, payload, expected] : cases)
    EXPECT_EQ(summarizer.summarize(type, payload), expected) << payload;
}

TEST(Summary, NestingDoesNotHurt) {
  std::string deep;
  for (int i = 0; i < 900; ++i) deep += R"({"message":)";
  EXPECT_NO_THROW(line(deep));
  EXPECT_NO_THROW(line(std::string(1'000'000, '[')));
}

TEST(Summary, AnyBytesGiveALine) {
  std::mt19937 random(7);
  const std::string alphabet =
      "{}[]\",:\\u0a \n\xff"
      "textmsgtype";
  for (int i = 0; i < 3000; ++i) {
    std::string payload = "{";
    for (int n = static_cast<int>(random() % 60); n > 0; --n)
      payload += alphabet[random() % alphabet.size()];
    const std::string said = line(payload);
    EXPECT_EQ(said.find('\n'), std::string::npos);
  }
}

TEST(Summary, MostSampleLinesSaySomething) {
  const std::filesystem::path corpus = std::filesystem::path(TRACE_SOURCE_DIR) / "../shared/corpus";
  if (!std::filesystem::exists(corpus))
    GTEST_SKIP()
        << "needs published agent files at ../shared/corpus; the tests beside it use fixtures";
  int lines = 0;
  int silent = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string text; std::getline(file, text); ++lines) silent += line(text).empty() ? 1 : 0;
  }
  EXPECT_GT(lines, 100);
  EXPECT_LT(silent * 20, lines);
}

}  // namespace
}  // namespace trace::decode
