#include "dialects/structured_log.h"

#include <gtest/gtest.h>

namespace trace::dialects {
namespace {

using model::Level;

constexpr std::int64_t kAt = 1'763'607'600'500'000;  // 2025-11-20T03:00:00.5Z

LogRecord read(json::Document& document, const std::string& line) {
  EXPECT_TRUE(document.parse(line)) << line;
  LocalZone utc(calendar::Zone::utc());
  return read_log(document.root(), utc);
}

TEST(StructuredLog, EveryLoggerNamesItsLevelInItsWay) {
  const std::vector<std::pair<std::string, Level>> cases{
      {R"({"level":20,"time":1763607600500,"pid":1,"hostname":"h"})", Level::debug},
      {R"({"level":60,"time":1763607600500})", Level::error},
      {R"({"level":"INFO+1","msg":"slog"})", Level::info},
      {R"({"level":"WARN-2","msg":"slog"})", Level::warn},
      {R"({"lvl":"DEBUG5"})", Level::debug},
      {R"({"lvl":"STATS"})", Level::info},
      {R"({"@fields":{"lvl":"FATAL"}})", Level::error},
      {R"({"log.level":"critical"})", Level::error},
      {R"({"log":{"level":"warning"}})", Level::warn},
      {R"({"@l":"Verbose"})", Level::debug},
      {R"({"level_name":"ERROR","level":400})", Level::error},
      {R"({"level":250,"channel":"app"})", Level::info},
      {R"({"version":"1.1","short_message":"x","level":3})", Level::error},
      {R"({"short_message":"x","level":7})", Level::debug},
      {R"({"log":"ERROR: no\n","stream":"stderr"})", Level::error},
      {R"({"err":{"message":"no"}})", Level::error},
  };
  json::Document document;
  for (const auto& [line, level] : cases) EXPECT_EQ(read(document, line).level, level) << line;
  EXPECT_EQ(read(document, R"({"level":"loud"})").level, std::nullopt);
}

TEST(StructuredLog, TimesHaveUnitsByTheirSizeAndMayComeInParts) {
  json::Document document;
  for (const std::string time :
       {R"("time":1763607600.5)", R"("ts":1763607600500)", R"("time":1763607600500000000)",
        R"("@timestamp":"2025-11-20T03:00:00.5Z")", R"("@t":"2025-11-20T03:00:00.5Z")",
        R"("instant":{"epochSecond":1763607600,"nanoOfSecond":500000000})",
        R"("timestamp":{"seconds":1763607600,"nanos":500000000})",
        R"("asctime":"2025-11-20 03:00:00,500")", R"("time":"2025-11-20T05:00:00.5+0200")"})
    EXPECT_EQ(read(document, "{" + time + "}").at, base::UnixMicros{kAt}) << time;
  EXPECT_EQ(read(document, R"({"ts":"no time"})").at, std::nullopt);
}

TEST(StructuredLog, TypeKeyAndDurationAreFound) {
  json::Document document;
  const auto pino =
      read(document, R"({"level":30,"msg":"done","reqId":1,"trace_id":"t1","responseTime":12.6})");
  EXPECT_EQ(pino.key, "t1");
  EXPECT_EQ(pino.duration_ms, 13);
  EXPECT_EQ(pino.type, "");
  const auto slog = read(document, R"({"event":"user.login","message":"hi there"})");
  EXPECT_EQ(slog.type, "user.login");
  EXPECT_EQ(read(document, R"({"level":"info","level":"error"})").level, Level::error);
}

}  // namespace
}  // namespace trace::dialects
