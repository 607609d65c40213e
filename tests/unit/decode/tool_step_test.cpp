#include "decode/tool_step.h"

#include <gtest/gtest.h>

namespace trace::decode {
namespace {

TEST(ToolStep, FindsTheArgumentsOfACall) {
  StepReader r;
  EXPECT_EQ(r.input(R"({"type":"tool_use","id":"t1","name":"Read","input":{"path": "a.c"}})"),
            R"({"path":"a.c"})");
  EXPECT_EQ(r.input(R"({"item":{"id":"item_1","type":"command_execution","command":"ls -l"}})"),
            "ls -l");
  EXPECT_EQ(r.input(R"({"type":"function_call","call_id":"c","arguments":"{\"x\":1}"})"),
            R"({"x":1})");
}

TEST(ToolStep, LeavesOutWhatDiffersFromRunToRun) {
  StepReader r;
  EXPECT_EQ(r.input(R"({"id":"1","kind":"x","n":1.50,"timestamp":"now"})"),
            r.input(R"({"id":"2","kind":"x","n":1.50,"timestamp":"then"})"));
}

TEST(ToolStep, ReadsResultsAsText) {
  StepReader r;
  EXPECT_EQ(r.output(R"({"type":"tool_result","tool_use_id":"t","content":"no such file"})"),
            "no such file");
  EXPECT_EQ(r.output(R"({"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})"),
            "a\nb");
  EXPECT_EQ(r.output("plain words"), "plain words");
  EXPECT_EQ(r.output(R"({"content":{"callId":"1","responseParts":{"functionResponse":)"
                     R"({"id":"1","response":{"output":"a"}}}}})"),
            "a");
}

TEST(ToolStep, KnowsWhatACallAndItsResultShare) {
  StepReader r;
  EXPECT_EQ(r.call_id(R"({"type":"tool_use","id":"t1","name":"Read"})"), "t1");
  EXPECT_EQ(r.call_id(R"({"type":"tool_result","tool_use_id":"t1","id":"x"})"), "t1");
  EXPECT_EQ(r.tool(R"({"type":"tool_use","id":"t1","name":"Read"})"), "Read");
}

}  // namespace
}  // namespace trace::decode
