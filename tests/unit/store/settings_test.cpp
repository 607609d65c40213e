#include "store/settings.h"

#include "support/temp_dir.h"

#include "store/schema.h"
#include "store/switches.h"
#include "store/token_settings.h"

namespace trace::store {
namespace {

class StoreSettings : public testing::Test {
 protected:
  base::Result<std::string> read(std::string_view key, std::string_view text) {
    return read_setting(*find_setting(key), text);
  }
  std::string good(std::string_view key, std::string_view text) { return *read(key, text); }
  bool is_bad(std::string_view key, std::string_view text) {
    const auto value = read(key, text);
    return !value && value.error().code == base::Errc::bad_usage;
  }

  support::TempDir dir_;
  Database db_ = open_for_writing(dir_ / "t.db", Durability::memory);
  StoreLock lock_{dir_ / "t.db"};
};

TEST_F(StoreSettings, EveryDefaultIsAcceptable) {
  for (const SettingDoc& doc : setting_docs()) {
    if (doc.built_in.empty()) continue;
    const auto value = read_setting(doc, doc.built_in);
    ASSERT_TRUE(value) << doc.key;
    EXPECT_EQ(*value, doc.built_in) << doc.key;
  }
}

TEST_F(StoreSettings, SpellEachKindInOneWay) {
  EXPECT_EQ(good("enabled", "on"), "true");
  EXPECT_EQ(good("enabled", "0"), "false");
  EXPECT_EQ(good("env", "prod"), "prod");
  EXPECT_EQ(good("idle_timeout_ms", "5s"), "5000");
  EXPECT_EQ(good("idle_timeout_ms", "2m"), "120000");
  EXPECT_EQ(good("payload_max_length", "4K"), "4096");
  EXPECT_EQ(good("max_events", "2000"), "2000");
}

TEST_F(StoreSettings, RefuseWhatTheyDoNotAccept) {
  EXPECT_TRUE(is_bad("enabled", "perhaps"));
  EXPECT_TRUE(is_bad("env", "staging"));
  EXPECT_TRUE(is_bad("env", ""));
  EXPECT_TRUE(is_bad("env", "dev prod"));
  EXPECT_TRUE(is_bad("max_events", "0"));
  EXPECT_TRUE(is_bad("max_events", "-1"));
  EXPECT_TRUE(is_bad("max_events", "5s"));
  EXPECT_TRUE(is_bad("max_events", "99999999999999999999"));
  EXPECT_TRUE(is_bad("retention_days", "30d"));
  EXPECT_TRUE(is_bad("payload_max_length", "9007199254740992K"));
  EXPECT_TRUE(is_bad("batch_interval", ""));
}

TEST_F(StoreSettings, AreKeptChangedAndForgotten) {
  keep_setting(db_, lock_, "max_events", "5");
  keep_setting(db_, lock_, "max_events", "6");
  EXPECT_EQ(Settings::load(db_).get("max_events"), "6");
  keep_setting(db_, lock_, "max_events", std::nullopt);
  EXPECT_EQ(Settings::load(db_).get("max_events"), std::nullopt);
}

TEST_F(StoreSettings, GiveTheSwitches) {
  EXPECT_TRUE(Settings().switches().enabled);
  EXPECT_TRUE(Settings().switches().default_on);
  keep_setting(db_, lock_, "enabled", "false");
  keep_setting(db_, lock_, "execution_tracker.enabled", "false");
  keep_setting(db_, lock_, "default_on", "false");
  keep_setting(db_, lock_, "admin_only", "true");
  keep_setting(db_, lock_, "env", "prod");
  const auto switches = Settings::load(db_).switches();
  EXPECT_FALSE(switches.enabled);
  EXPECT_FALSE(switches.tracker_enabled);
  EXPECT_FALSE(switches.default_on);
  EXPECT_TRUE(switches.admin_only);
  EXPECT_EQ(switches.env, ingest::StageSetting::prod);
}

TEST_F(StoreSettings, SwitchOfASessionIsRemembered) {
  EXPECT_EQ(remembered_switch(db_, "s1"), std::nullopt);
  remember_switch(db_, lock_, "s1", false, {1});
  EXPECT_EQ(remembered_switch(db_, "s1"), false);
  remember_switch(db_, lock_, "s1", true, {2});
  EXPECT_EQ(remembered_switch(db_, "s1"), true);
  EXPECT_EQ(remembered_switch(db_, "s2"), std::nullopt);
  EXPECT_EQ(remembered_switch(db_, ""), std::nullopt);
}

TEST_F(StoreSettings, TokenKeepsWhatAChangeDoesNotName) {
  keep_token(db_, lock_, "tk", {.name = "Main", .keep_content = {}});
  keep_token(db_, lock_, "tk", {.name = {}, .keep_content = true});
  db_.exec("INSERT INTO dict(kind, name) VALUES (2, 'm')");
  db_.exec(
      "INSERT INTO requests(id, uid, at, token, model, input_tokens, output_tokens) SELECT 1, 'r', "
      "0, d.id, 1, 7, 3 FROM dict d WHERE d.name = 'tk'");
  int count = 0;
  each_token(db_, [&](const TokenSetting& token) {
    ++count;
    EXPECT_EQ(token.id, "tk");
    EXPECT_EQ(token.name, "Main");
    EXPECT_EQ(token.keep_content, true);
    EXPECT_EQ(token.requests, 1);
    EXPECT_EQ(token.total_tokens, 10);
  });
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace trace::store
