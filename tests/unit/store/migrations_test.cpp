#include "store/migrations.h"

#include "support/old_store.h"
#include "support/sql_values.h"

#include "store/frames.h"
#include "store/schema.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using support::column;
using support::contents;

std::string raw(Database& db) {
  Frames frames(db);
  std::string out;
  for (const auto input : frames.all_inputs())
    frames.walk(input, [&](std::string_view piece) { out += piece; });
  return out;
}

std::string shape(Database& db) {
  return column(db,
                "SELECT format('%s %s %s %s', m.name, c.name, c.type, c.pk) FROM sqlite_schema m, "
                "pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') ORDER BY 1") +
         column(db, "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1");
}

TEST(Migrations, AnOldStoreIsReadAsItIs) {
  const support::TempDir dir;
  auto db = open_for_reading(support::unpack_old_store(TRACE_SOURCE_DIR, dir, 1));
  EXPECT_EQ(version_of(db), 1);
  EXPECT_EQ(column(db, "SELECT count(*) FROM events"), "60\n");
  EXPECT_NE(raw(db).find("second line\n\nlast without end"), std::string::npos);
}

class EachVersion : public testing::TestWithParam<int> {
 protected:
  const support::TempDir dir_;
  const std::string path_ = support::unpack_old_store(TRACE_SOURCE_DIR, dir_, GetParam());
};

TEST_P(EachVersion, IsBroughtUpToDateByAWriterWhoChangesNoRow) {
  std::string before, raw_before;
  {
    auto db = open_for_reading(path_);
    before = contents(db);
    raw_before = raw(db);
  }
  auto db = open_for_writing(path_, Durability::full);
  EXPECT_EQ(version_of(db), schema_version());
  EXPECT_EQ(contents(db), before);
  EXPECT_EQ(raw(db), raw_before);
  EXPECT_EQ(column(db, "PRAGMA integrity_check"), "ok\n");
}

TEST_P(EachVersion, HasTheShapeOfANewStoreThen) {
  auto old = open_for_writing(path_, Durability::memory);
  auto fresh = open_for_writing(dir_ / "new.db", Durability::memory);
  EXPECT_EQ(shape(old), shape(fresh));
}

INSTANTIATE_TEST_SUITE_P(Migrations, EachVersion, testing::Values(1, 3, 7));

TEST(Migrations, AnUpgradedStoreTakesReportsOfItsRequests) {
  const support::TempDir dir;
  StoreSink sink({support::unpack_old_store(TRACE_SOURCE_DIR, dir, 1), Durability::memory});
  ingest::Batch batch;
  model::Request request;
  request.id = "r1";
  request.model = "m";
  request.requested_at = {1};
  request.tokens.output = 2;
  batch.changes.push_back({0, request});
  request.tokens.output = 4000;
  batch.changes.push_back({0, request});
  const ingest::Batch* pointer = &batch;
  sink.write({&pointer, 1});
  EXPECT_EQ(column(sink.database(),
                   "SELECT format('%s %s %s', input_tokens, output_tokens, cost_nusd) FROM "
                   "requests WHERE uid = 'r1'"),
            "10 4000 123000\n");
}

}  // namespace
}  // namespace trace::store
