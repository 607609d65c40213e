#include "ingest/switch.h"

#include <array>
#include <optional>

namespace trace::ingest {
namespace {

constexpr std::array<std::optional<bool>, 3> kMaybe{std::nullopt, false, true};
constexpr std::array kBoth{false, true};
constexpr std::array kStages{Stage::dev, Stage::prod};
constexpr std::array kStageSettings{StageSetting::dev, StageSetting::prod, StageSetting::both};

// Call `f` with every input there is.
template <typename F>
void each_input(const F& f) {
  SwitchInputs in;
  const auto with_settings = [&] {
    for (in.settings.enabled = false;; in.settings.enabled = true) {
      for (const auto env : kStageSettings) {
        in.settings.env = env;
        for (int bits = 0; bits < 8; ++bits) {
          in.settings.tracker_enabled = (bits & 1) != 0;
          in.settings.default_on = (bits & 2) != 0;
          in.settings.admin_only = (bits & 4) != 0;
          f(in);
        }
      }
      if (in.settings.enabled) break;
    }
  };
  for (const auto flag : kMaybe)
    for (const auto variable : kMaybe)
      for (int rest = 0; rest < 36; ++rest) {
        in.flag = flag;
        in.variable = variable;
        in.tracker = kMaybe[static_cast<std::size_t>(rest % 3)];
        in.remembered = kMaybe[static_cast<std::size_t>(rest / 3 % 3)];
        in.stage = kStages[static_cast<std::size_t>(rest / 9 % 2)];
        in.is_admin = kBoth[static_cast<std::size_t>(rest / 18)];
        with_settings();
      }
}

// The same table in other words: a list of (does the row apply, what it says), the first one wins.
SwitchDecision by_table(const SwitchInputs& in) {
  struct Rule {
    bool applies;
    SwitchDecision says;
  };
  const auto& s = in.settings;
  const bool wrong_stage = (s.env == StageSetting::dev && in.stage == Stage::prod) ||
                           (s.env == StageSetting::prod && in.stage == Stage::dev);
  const bool any_zero = in.variable == false || in.tracker == false;
  const bool any_one = in.variable == true || in.tracker == true;
  const std::array rules{
      Rule{in.flag.has_value() && !*in.flag, {false, SwitchSource::flag}},
      Rule{s.admin_only && !in.is_admin, {false, SwitchSource::settings}},
      Rule{in.flag.has_value(), {true, SwitchSource::flag}},
      Rule{any_zero, {false, SwitchSource::env}},
      Rule{any_one, {true, SwitchSource::env}},
      Rule{!s.enabled || !s.tracker_enabled || wrong_stage, {false, SwitchSource::settings}},
      Rule{in.remembered == true, {true, SwitchSource::session}},
      Rule{in.remembered == false, {false, SwitchSource::session}},
      Rule{true, {s.default_on, SwitchSource::built_in}},
  };
  for (const Rule& rule : rules)
    if (rule.applies) return rule.says;
  return {};
}

TEST(Switch, IsDecidedAsTheWholeTruthTableSays) {
  int seen = 0, recorded = 0, wrong = 0;
  each_input([&](const SwitchInputs& in) {
    ++seen;
    const SwitchDecision decision = decide(in);
    recorded += decision.record ? 1 : 0;
    wrong += decision == by_table(in) ? 0 : 1;
  });
  EXPECT_EQ(seen, 3 * 3 * 36 * 48);
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(recorded, 0);
}

TEST(Switch, RecordsWhenNobodySaysAnything) {
  EXPECT_EQ(decide({}), (SwitchDecision{true, SwitchSource::built_in}));
}

TEST(Switch, OptionBeatsVariableBeatsSettingsBeatsSessionBeatsDefault) {
  SwitchInputs in;
  in.settings.default_on = false;
  EXPECT_EQ(decide(in), (SwitchDecision{false, SwitchSource::built_in}));
  in.remembered = true;
  EXPECT_EQ(decide(in), (SwitchDecision{true, SwitchSource::session}));
  in.settings.enabled = false;
  EXPECT_EQ(decide(in), (SwitchDecision{false, SwitchSource::settings}));
  in.variable = true;
  EXPECT_EQ(decide(in), (SwitchDecision{true, SwitchSource::env}));
  in.flag = false;
  EXPECT_EQ(decide(in), (SwitchDecision{false, SwitchSource::flag}));
}

TEST(Switch, AdminOnlyHoldsAgainstTheOptionOfOthers) {
  SwitchInputs in;
  in.settings.admin_only = true;
  in.flag = true;
  EXPECT_TRUE(decide(in).record);
  in.is_admin = false;
  EXPECT_EQ(decide(in), (SwitchDecision{false, SwitchSource::settings}));
}

TEST(Switch, HasAWordForEverySource) {
  EXPECT_EQ(name(SwitchSource::flag), "flag");
  EXPECT_EQ(name(SwitchSource::env), "env");
  EXPECT_EQ(name(SwitchSource::session), "session");
  EXPECT_EQ(name(SwitchSource::settings), "settings");
  EXPECT_EQ(name(SwitchSource::built_in), "default");
}

}  // namespace
}  // namespace trace::ingest
