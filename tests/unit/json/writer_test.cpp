#include "json/writer.h"

#include <gtest/gtest.h>

namespace trace::json {
namespace {

TEST(Writer, PutsCommasBetweenMembersOnly) {
  std::string out;
  Writer w(out);
  w.begin_object()
      .key("a")
      .integer(1)
      .key("b")
      .begin_array()
      .string("x")
      .null()
      .boolean(true)
      .end_array();
  w.key("c").begin_object().end_object().key("d").raw("[1]").end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x",null,true],"c":{},"d":[1]})");
}

TEST(Writer, WhatCanDriveATerminalIsEscaped) {
  std::string out;
  append_string(out, "\x1b[31m\xC2\x9B\xE2\x80\xAE\"\\\n\xFF中");
  EXPECT_EQ(out, "\"\\u001b[31m\\u009b\\u202e\\\"\\\\\\n\xEF\xBF\xBD中\"");
}

}  // namespace
}  // namespace trace::json
