#include "common/resolve.h"

#include "support/temp_dir.h"

#include "common/shared_options.h"

#include <cstdint>
#include <fstream>

namespace trace::cli {
namespace {

struct Sample {
  StoreOptions store;
  std::int64_t limit = 50;
  std::vector<std::string> fields;
  bool all = false;
  bool apply = false;
  std::string model;
  Command command;

  Sample() {
    command.about("trace-query", "be resolved");
    command.value("-n,--limit", limit, ValueKind::number, "N", "Rows.")
        .range(1, 100)
        .setting("limit_rows");
    command.value("--fields", fields, ValueKind::text, "A,…", "Columns.").list();
    command.value("--model", model, ValueKind::text, "NAME", "Model.").no_variable();
    command.flag("--all", all, "All.");
    command.flag("--apply", apply, "Do it.").command_line_only();
    declare_store(command, store);
  }

  // What went wrong, or an empty text.
  std::string run(std::vector<const char*> words, std::vector<std::string_view> variables) {
    try {
      command.parse(words).or_throw();
      resolve(command, Environment(std::move(variables)));
    } catch (const base::Failure& failure) {
      EXPECT_EQ(failure.code(), base::Errc::configuration);
      return failure.what();
    }
    return {};
  }
};

class Resolve : public testing::Test {
 protected:
  std::string write(const std::string& text) {
    const std::string path = folder_.path() + "/config.toml";
    std::ofstream(path) << text;
    return path;
  }
  std::string variable(const std::string& text) { return "TRACE_CONFIG=" + write(text); }

  support::TempDir folder_;
};

TEST_F(Resolve, OptionBeatsVariableBeatsFileBeatsSettingBeatsDefault) {
  const std::string config = variable("[trace-query]\nlimit = 20\n");
  const SettingLookup setting = [](std::string_view key) {
    return key == "limit_rows" ? std::optional<std::string>("10") : std::nullopt;
  };
  Sample option, var, file, kept, plain;
  EXPECT_EQ(option.run({"-n", "40"}, {config, "TRACE_LIMIT=30"}), "");
  EXPECT_EQ(var.run({}, {config, "TRACE_LIMIT=30"}), "");
  EXPECT_EQ(file.run({}, {config}), "");
  EXPECT_EQ(kept.run({}, {}), "");
  EXPECT_EQ(plain.run({}, {}), "");
  for (Sample* sample : {&option, &var, &file, &kept}) adopt_settings(sample->command, setting);
  EXPECT_EQ(option.limit, 40);
  EXPECT_EQ(option.command.origin_of("limit"), Origin::option);
  EXPECT_EQ(var.limit, 30);
  EXPECT_EQ(var.command.origin_of("limit"), Origin::variable);
  EXPECT_EQ(file.limit, 20);
  EXPECT_EQ(file.command.origin_of("limit"), Origin::config_file);
  EXPECT_EQ(kept.limit, 10);
  EXPECT_EQ(kept.command.origin_of("limit"), Origin::setting);
  EXPECT_EQ(plain.limit, 50);
  EXPECT_EQ(plain.command.origin_of("limit"), Origin::built_in);
}

TEST_F(Resolve, EachValueSaysWhereItComesFrom) {
  Sample sample;
  EXPECT_EQ(
      sample.run({}, {variable("[trace-query]\n\nfields = [\"a\", \"b\"]\n"), "TRACE_DB=/x.db"}),
      "");
  for (const ResolvedValue& value : resolved_values(sample.command)) {
    if (value.name == "db") {
      EXPECT_EQ(value.value + " " + value.where, "/x.db TRACE_DB");
    }
    if (value.name == "fields") {
      EXPECT_EQ(value.value, "a,b");
      EXPECT_TRUE(value.where.ends_with("line 3"));
    }
    if (value.name == "limit") {
      EXPECT_EQ(value.value, "50");
    }
    EXPECT_NE(value.name, "apply");
  }
}

TEST_F(Resolve, TheDefaultConfigFileNeedNotBeThere) {
  Sample sample;
  const std::string home = "HOME=" + folder_.path();
  EXPECT_EQ(sample.run({}, {home}), "");
}

TEST_F(Resolve, AConfigFileThatWasAskedForMustBeThere) {
  Sample sample;
  ASSERT_TRUE(sample.command.parse(std::vector<const char*>{"--config", "/does/not/exist"}));
  EXPECT_THROW(resolve(sample.command, Environment({})), base::Failure);
}

TEST_F(Resolve, DangerousOptionsAreRefusedInAConfigFile) {
  const std::string message = Sample().run({}, {variable("[trace-query]\napply = true\n")});
  EXPECT_NE(message.find("'apply' is refused"), std::string::npos);
}

TEST_F(Resolve, DangerousOptionsAndFiltersAreNotReadFromVariables) {
  Sample sample;
  EXPECT_EQ(sample.run({}, {"TRACE_APPLY=1", "TRACE_MODEL=x"}), "");
  EXPECT_FALSE(sample.apply);
  EXPECT_EQ(sample.model, "");
}

TEST_F(Resolve, MistypedKeysAndSectionsAreNamed) {
  EXPECT_TRUE(Sample()
                  .run({}, {variable("[trace-query]\nlimt = 3\n")})
                  .ends_with("line 2: unknown key; did you mean 'limit'?"));
  EXPECT_TRUE(Sample()
                  .run({}, {variable("[trace-qury]\nlimit = 3\n")})
                  .ends_with("did you mean 'trace-query'?"));
}

TEST_F(Resolve, SectionsOfOtherToolsAreLeftToThem) {
  Sample sample;
  EXPECT_EQ(sample.run({}, {variable("[trace-record]\nkeep = \"events\"\n")}), "");
}

TEST_F(Resolve, BadValuesNeverShowTheValue) {
  for (const std::string& message :
       {Sample().run({}, {"TRACE_LIMIT=s3cret"}),
        Sample().run({}, {variable("[trace-query]\nlimit = \"s3cret\"\n")})}) {
    EXPECT_NE(message, "");
    EXPECT_EQ(message.find("s3cret"), std::string::npos);
  }
}

TEST_F(Resolve, ASwitchInAConfigFileMayBeFalse) {
  Sample sample;
  EXPECT_EQ(sample.run({}, {variable("[trace-query]\nall = false\n")}), "");
  EXPECT_FALSE(sample.all);
}

}  // namespace
}  // namespace trace::cli
