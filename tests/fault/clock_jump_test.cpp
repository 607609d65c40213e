// The clock of the machine jumps a day ahead and a day back while lines come: events keep their
// order, none has a negative duration.
#include "fault/numbered_store.h"
#include "support/sql_values.h"

#include "dialects/registry.h"
#include "ingest/batch_maker.h"
#include "ingest/line_feed.h"

#include <gtest/gtest.h>

namespace trace::fault {
namespace {

using support::number;

constexpr std::int64_t kNow = 1'800'000'000'000'000, kDay = 86'400'000'000;

struct Choice final : ingest::DialectChoice {
  explicit Choice(std::string_view name) : name_(name) {}
  std::unique_ptr<ingest::Dialect> look(std::string_view) override { return settle(); }
  std::unique_ptr<ingest::Dialect> settle() override {
    ingest::DialectContext context;
    context.fresh = "T";
    return dialects::make(name_, context);
  }
  std::string_view name_;
};

struct Listener final : ingest::FeedListener {
  std::optional<ingest::RecorderChange> on_trace(model::TraceChange&, std::string_view) override {
    return std::nullopt;
  }
  void on_reject(std::string_view) override {}
  void on_request(const model::Request&) override {}
};

TEST(ClockJump, R22EventsKeepTheirOrderAndNoDurationIsNegative) {
  const support::TempDir dir;
  store::StoreSink sink({.path = dir / "t.db"});
  ingest::KeepRules rules;
  ingest::BatchQueue queue{ingest::QueueLimits{}};
  ingest::BatchMaker maker{queue};
  Listener listener;
  ingest::LineFeed feed({0, "input", "stdin"}, std::make_unique<Choice>("native"), rules, listener,
                        maker);
  const auto take = [&](const std::string& line, std::int64_t at) { feed.take(line + "\n", {at}); };
  take(R"({"kind":"trace","id":"T","status":"running"})", kNow);
  int n = 0;
  for (const std::int64_t jump : {std::int64_t{0}, kDay, std::int64_t{0}, -kDay, kDay, -kDay})
    for (int i = 0; i < 5; ++i)
      take(R"({"kind":"event","trace":"T","type":"step","payload":{"n":)" + std::to_string(n++) +
               "}}",
           kNow + jump + i);
  take(R"({"kind":"trace","id":"T","status":"success"})", kNow - kDay);
  feed.finish({kNow - kDay}, [](model::TraceChange&, std::string_view) {});
  const ingest::Batch* const one = &maker.batch();
  sink.write({&one, 1});
  auto& db = sink.database();
  Row row{"R22", "the clock jumps a day ahead and back", 1};
  row.lost = n - number(db, "SELECT count(*) FROM task_trace_events WHERE event_type = 'step'");
  row.torn = number(db,
                    "SELECT count(*) FROM (SELECT json_extract(payload, '$.n') AS n, row_number() "
                    "OVER (ORDER BY seq) - 1 AS place FROM task_trace_events WHERE event_type = "
                    "'step') WHERE n <> place");
  EXPECT_EQ(row.lost, 0);
  EXPECT_EQ(row.torn, 0);
  EXPECT_EQ(number(db, "SELECT count(*) FROM traces WHERE ended_at < started_at"), 0);
  EXPECT_EQ(number(db, "SELECT count(*) FROM task_traces WHERE duration_ms < 0"), 0);
}

}  // namespace
}  // namespace trace::fault
