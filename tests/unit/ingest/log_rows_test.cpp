#include "ingest/log_rows.h"

namespace trace::ingest {
namespace {

class LogRows : public testing::Test {
 protected:
  void SetUp() override { digest::digest_init(); }
  LogRow row_of(std::string_view line) {
    LogRow row;
    row.trace = "t1";
    row.type = "note";
    row.at = {5};
    row.line = line;
    return row;
  }
  Batch batch_;
  digest::SaltPool salts_;
};

TEST_F(LogRows, AreNativeRowsWithoutInput) {
  LogRow log = row_of(R"({"kind":"event","payload":{}})");
  log.part = Slice{26, 2};
  const EventRow& row = add_log_row(batch_, log, salts_);
  EXPECT_EQ(row.flags, model::EventFlag::native);
  EXPECT_EQ(row.input, EventRow::kNone);
  EXPECT_FALSE(row.may_repeat);
  EXPECT_EQ(batch_.traces, (std::vector<std::string>{"t1"}));
  EXPECT_EQ(batch_.types, (std::vector<std::string>{"note"}));
  EXPECT_EQ(batch_.view(row.payload), log.line);
  EXPECT_EQ(batch_.view(row.payload).substr(row.part->at, row.part->size), "{}");
}

TEST_F(LogRows, CarryTheLeafOfTheirBytes) {
  const EventRow& row = add_log_row(batch_, row_of("{}"), salts_);
  EXPECT_EQ(row.leaf, digest::blake2b256(digest::bytes_of(row.salt), "{}"));
}

TEST_F(LogRows, AreDifferentThoughTheySayTheSame) {
  add_log_row(batch_, row_of("{}"), salts_);
  add_log_row(batch_, row_of("{}"), salts_);
  EXPECT_NE(batch_.rows[0].uid, batch_.rows[1].uid);
  EXPECT_NE(batch_.rows[0].salt, batch_.rows[1].salt);
}

TEST_F(LogRows, SayWhatWasDoneToThem) {
  LogRow log = row_of({});
  log.is_sanitized = true;
  log.full_size = 9;
  log.level = model::Level::error;
  const EventRow& row = add_log_row(batch_, log, salts_);
  EXPECT_EQ(row.flags,
            model::EventFlag::not_kept | model::EventFlag::sanitized | model::EventFlag::cut);
  EXPECT_EQ(row.full_size, 9);
  EXPECT_TRUE(batch_.is_urgent);
}

}  // namespace
}  // namespace trace::ingest
