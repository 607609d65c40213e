#include "unit/dialects/feeding.h"

#include "formats/native_lines.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

// The line that export writes for what the dialect made of `line`.
std::string again(const std::string& line) {
  Feeding f("native", {"", "fresh", true});
  f.line(line);
  formats::StringSink sink;
  formats::NativeLines lines(sink);
  for (const auto& change : f.changes<model::TraceChange>()) lines.trace(change);
  for (const auto& request : f.changes<model::Request>()) lines.request(request);
  for (const auto& content : f.changes<model::Content>()) lines.content(content);
  for (const auto& e : f.events) {
    model::EventRow row;
    row.trace = e.trace;
    row.seq = e.seq.value_or(0);
    const std::string uid(e.uid ? digest::bytes_of(*e.uid) : std::string_view());
    row.uid = uid;
    row.at = e.at.value_or(base::UnixMicros{});
    row.type = e.type;
    row.level = e.level;
    row.flags = e.flags;
    row.frame = line;
    if (!e.part.empty()) row.offset = line.find(e.part), row.size = e.part.size();
    lines.event(row);
  }
  sink.close();
  return sink.text().substr(0, sink.text().find('\n'));
}

TEST(RoundTrip, ATraceIsWrittenAsItWasRead) {
  const std::string line =
      R"({"kind":"trace","id":"t1","title":"T \u009b","source":"chat","source_ref":"r",)"
      R"("target_task_id":7,"created_at":"2025-11-20T03:00:00.000000Z","parent":"p",)"
      R"("session_id":"s","message_id":"m","client_message_id":"c","actor":"a","mode":"x",)"
      R"("trace_level":"full","status":"timeout","started_at":"2025-11-20T03:00:00.000001Z",)"
      R"("ended_at":"2025-11-20T03:00:01.000000Z","duration_ms":999,"error_code":"e",)"
      R"("error_message":"n","retryable":false,"model":"m","cwd":"/w","host":"h",)"
      R"("params":{"a": 1.0},"stats":[1],"result":"text","metadata":{"x":null},)"
      R"("switch_source":"env"})";
  EXPECT_EQ(again(line), line);
}

TEST(RoundTrip, EventsAreWrittenAsTheyWereRead) {
  const std::string head =
      R"({"kind":"event","trace":"t1","seq":7,"uid":"000102030405060708090a0b0c0d0eff",)"
      R"("at":"2025-11-20T03:00:00.123456Z","type":"note","level":"warn")";
  for (const std::string body : {R"(})", R"(,"message":"m"})", R"(,"payload":{"a": [1e5,"\""]}})",
                                 R"(,"message":"m","payload":null,"x":1,"y":{"payload":2}})",
                                 R"(,"payload_base64":"/w=="})"})
    EXPECT_EQ(again(head + body), head + body);
}

TEST(RoundTrip, ARequestIsWrittenAsItWasRead) {
  const std::string line =
      R"({"kind":"request","id":"r1","trace":"t1","token_id":"k","account_id":"a","user":"u",)"
      R"("mode":"api","model":"m","provider":"p","stream":true,)"
      R"("requested_at":"2025-11-20T03:00:00.000000Z",)"
      R"("responded_at":"2025-11-20T03:00:01.000000Z","duration_ms":1000,"ttft_ms":10,)"
      R"("input_tokens":1,"cache_read_tokens":2,"cache_write_tokens":3,)"
      R"("cache_write_1h_tokens":1,"output_tokens":4,"reasoning_tokens":0,)"
      R"("cost_usd":0.123456789,"cost_source":"computed","status":"quota_exceeded",)"
      R"("status_code":429,"error_message":"n","request_bytes":5,"response_bytes":6,)"
      R"("conversation_id":"c","x":{"a": 1},"y":"z"})";
  EXPECT_EQ(again(line), line);
}

TEST(RoundTrip, ContentIsWrittenAsItWasRead) {
  const std::string line = R"({"kind":"content","request":"r","system_prompt":"s",)"
                           R"("messages":[{"role": "user"}],"prompt":"p","completion":"c"})";
  EXPECT_EQ(again(line), line);
}

}  // namespace
}  // namespace trace::dialects
