#include "decode/passages.h"

#include <gtest/gtest.h>

namespace trace::decode {
namespace {

// Each passage as `kind name|text`.
std::string read(std::string_view payload) {
  static constexpr std::string_view kKinds[] = {"text", "thought", "call", "result", "image"};
  std::string out;
  for (const Passage& passage : PassageReader().read(payload)) {
    out.append(kKinds[static_cast<std::size_t>(passage.kind)]).append(" ").append(passage.name);
    out.append(passage.is_error ? "!|" : "|").append(passage.text).append("\n");
  }
  return out;
}

TEST(Passages, AnAnswerHasItsThoughtsTextAndCalls) {
  EXPECT_EQ(read(R"({"type":"assistant","message":{"role":"assistant","content":[)"
                 R"({"type":"thinking","thinking":"hm"},{"type":"text","text":"one\ntwo"},)"
                 R"({"type":"tool_use","name":"Bash","input":{"command":"ls -l","timeout":5}}]}})"),
            "thought |hm\ntext |one\ntwo\ncall Bash|$ ls -l\n");
}

TEST(Passages, AnEditIsLinesThatGoAndCome) {
  EXPECT_EQ(read(R"({"type":"tool_use","name":"Edit","input":{"file_path":"/a.c",)"
                 R"("old_string":"1\n2\n3\n4\nx\n9","new_string":"1\n2\n3\n4\ny\nz\n9"}})"),
            "call Edit|  /a.c\n  2\n  3\n  4\n- x\n+ y\n+ z\n  9\n");
  EXPECT_EQ(read(R"({"type":"tool_use","name":"Write","input":{"file_path":"b","content":"n\n"}})"),
            "call Write|  b\n+ n\n");
  EXPECT_EQ(read(R"({"type":"tool_use","name":"MultiEdit","input":{"file_path":"c","edits":[)"
                 R"({"old_string":"a","new_string":"b"},{"old_string":"c","new_string":""}]}})"),
            "call MultiEdit|  c\n- a\n+ b\n- c\n");
}

TEST(Passages, ArgumentsThatAreJsonInATextAreRead) {
  EXPECT_EQ(read(R"({"role":"assistant","content":"ok","tool_calls":[{"id":"1","type":"function",)"
                 R"("function":{"name":"find","arguments":"{\"q\":\"x\",\"n\":2}"}}]})"),
            "text |ok\ncall find|q: x\nn: 2\n");
}

TEST(Passages, ImagesAreNamedAndNotShown) {
  EXPECT_EQ(read(R"({"type":"tool_result","content":[{"type":"text","text":"done"},)"
                 R"({"type":"image","source":{"type":"base64","media_type":"image/png",)"
                 R"("data":"AAAAAAAA"}}]})"),
            "result |done\nimage image/png|6 bytes\n");
  EXPECT_EQ(read(R"({"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAAA"}})")
                .substr(0, 17),
            "image image/jpeg|");
}

TEST(Passages, AFailedResultSaysSo) {
  EXPECT_EQ(read(R"({"type":"user","message":{"content":[{"type":"tool_result","is_error":true,)"
                 R"("content":"no such file"}]}})"),
            "result !|no such file\n");
}

TEST(Passages, AResultIsFoundInItsWrappings) {
  EXPECT_EQ(read(R"({"type":"tool_result","content":{"callId":"1","responseParts":)"
                 R"({"functionResponse":{"id":"1","response":{"output":"a b"}}}}})"),
            "result |a b\n");
  EXPECT_EQ(read(R"({"type":"function_call_output","output":"{\"output\":\"no file\\n\",)"
                 R"(\"metadata\":{\"exit_code\":1}}"})"),
            "result |no file\n\n");
}

TEST(Passages, WhatIsNotKnownHasNone) {
  EXPECT_EQ(read(R"({"n":1})"), "");
  EXPECT_EQ(read("plain"), "");
}

}  // namespace
}  // namespace trace::decode
