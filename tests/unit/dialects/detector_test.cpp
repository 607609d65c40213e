#include "dialects/detector.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using Answer = std::optional<std::string_view>;

constexpr char kInit[] = R"({"type":"system","subtype":"init","session_id":"s1","model":"m"})";

Answer add_all(Detector& detector, const std::vector<std::string>& lines) {
  Answer answer;
  for (const auto& line : lines)
    if (!answer) answer = detector.add(line);
  return answer;
}

std::string_view guess(const std::vector<std::string>& lines) {
  Detector detector;
  add_all(detector, lines);
  return detector.decide();
}

TEST(Detector, OneNativeRecordSettlesIt) {
  EXPECT_EQ(Detector().add(R"({"kind":"trace","id":"t1"})"), Answer("native"));
  EXPECT_EQ(Detector().add(R"({"kind":"trace","job_id":"j1"})"), Answer("native"));
  EXPECT_EQ(Detector().add(R"({"kind":"event","trace":"t1","type":"x"})"), Answer("native"));
  EXPECT_EQ(Detector().add(R"({"kind":"event","run_id":"t1","event_type":"x"})"), Answer("native"));
  EXPECT_EQ(Detector().add(R"({"kind":"request","id":"r","model":"m"})"), Answer("native"));
  EXPECT_EQ(Detector().add(R"({"kind":"content","request":"r"})"), Answer("native"));
}

TEST(Detector, AKindAloneProvesNothing) {
  EXPECT_EQ(Detector().add(R"({"kind":"event","text":"x"})"), Answer());
  EXPECT_EQ(guess({R"({"kind":"event","text":"x"})"}), "jsonl");
}

TEST(Detector, AnInitLineSettlesClaude) { EXPECT_EQ(Detector().add(kInit), Answer("claude")); }

TEST(Detector, ATypeAloneProvesNothing) {
  EXPECT_EQ(guess({R"({"type":"assistant","text":"x"})", R"({"type":"result"})"}), "jsonl");
  EXPECT_EQ(guess({R"({"type":"PushEvent","id":"1","actor":{"login":"x"}})"}), "jsonl");
}

TEST(Detector, LinesFromTheMiddleOfAStreamVoteForClaude) {
  EXPECT_EQ(guess({R"({"type":"assistant","session_id":"s","message":{"id":"m"}})"}), "claude");
  EXPECT_EQ(guess({R"({"type":"stream_event","session_id":"s","event":{"type":"ping"}})"}),
            "claude");
}

TEST(Detector, SessionTranscriptsAreClaude) {
  EXPECT_EQ(guess({R"({"type":"assistant","sessionId":"s","uuid":"u","message":{"id":"m"}})"}),
            "claude");
  EXPECT_EQ(guess({R"({"type":"summary","summary":"x","leafUuid":"u"})"}), "claude");
  EXPECT_EQ(guess({R"({"timestamp":"2026-01-01T00:00:00Z","message":{"usage":{}}})"}), "claude");
  EXPECT_EQ(guess({R"({"type":"user","sessionId":"s","uuid":"u","message":{"parts":[]}})"}),
            "qwen");
  EXPECT_EQ(guess({R"({"type":"summary","summary":"x"})"}), "jsonl");
}

TEST(Detector, AWholeArrayOfRecordsIsClaude) {
  EXPECT_EQ(guess({std::string("[") + kInit + R"(,{"type":"result"}])"}), "claude");
}

TEST(Detector, AResultOfAnotherAgentIsNotClaude) {
  EXPECT_NE(guess({R"({"type":"result","subtype":"success","session_id":"s","request_id":"r",)"
                   R"("duration_api_ms":1})"}),
            "claude");
}

TEST(Detector, MarksColoursCommentsAndLogTextDoNotMislead) {
  Detector detector;
  EXPECT_EQ(add_all(detector, {"# made by a test", "npm warn old", "",
                               std::string("\xEF\xBB\xBF\x1b[32m") + kInit + "\x1b[0m\r"}),
            Answer("claude"));
}

TEST(Detector, RecordsThatAProgramLogsAmongItsTextAreText) {
  const std::string printed =
      "{\n \"type\": \"system\", \"subtype\": \"init\",\n"
      " \"session_id\": \"s\", \"model\": \"m\"\n}";
  std::vector<std::string> lines(12, "[16:29] a log line");
  lines.insert(lines.begin() + 3, printed);
  EXPECT_EQ(guess(lines), "text");
  EXPECT_EQ(guess({printed}), "claude");
}

TEST(Detector, TextGluedBeforeTheObjectDoesNotMislead) {
  EXPECT_EQ(Detector().add(std::string("MCP issues detected.") + kInit), Answer("claude"));
}

TEST(Detector, SixOfTenObjectsMakeJsonLines) {
  const std::string object = "{\"a\":1}";
  EXPECT_EQ(guess({object, object, object, "x", "y"}), "jsonl");
  EXPECT_EQ(guess({object, "x", "", "# note"}), "text");
  EXPECT_EQ(guess({object, "# note", "# note"}), "jsonl");
}

TEST(Detector, NothingIsText) {
  EXPECT_EQ(Detector().decide(), "text");
  EXPECT_EQ(guess({"", " "}), "text");
}

TEST(Detector, FiftyLinesOrManyBytesAreEnough) {
  Detector lines;
  for (int i = 0; i < 49; ++i) EXPECT_EQ(lines.add("x"), Answer());
  EXPECT_EQ(lines.add(""), Answer());
  EXPECT_EQ(lines.add("x"), Answer("text"));
  EXPECT_EQ(Detector().add(std::string(Detector::kMaxBytes, 'x')), Answer("text"));
}

TEST(Detector, CodexIsKnownByItsThreadsItsHeadsAndItsTurns) {
  EXPECT_EQ(Detector().add(R"({"type":"thread.started","thread_id":"t"})"), Answer("codex"));
  EXPECT_EQ(Detector().add(R"({"type":"session_meta","payload":{"id":"s"}})"), Answer("codex"));
  EXPECT_EQ(Detector().add(R"({"id":"s","timestamp":"2025-05-01T10:00:00Z","instructions":null})"),
            Answer("codex"));
  Detector turns, others;
  turns.add("# captured");
  turns.add(R"({"type":"turn.completed","usage":{}})");
  EXPECT_EQ(turns.decide(), "codex");
  others.add(R"({"type":"session_meta","id":"s"})");
  EXPECT_EQ(others.decide(), "jsonl");
}

}  // namespace
}  // namespace trace::dialects
