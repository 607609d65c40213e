#include "trace-record/config_values.h"

#include "common/setting_variables.h"
#include "common/value.h"

#include <array>
#include <memory>
#include <span>

namespace trace::tools {
namespace {

// A command line of one verb: options are resolved only for a verb that takes them.
struct View {
  RecordOptions options;
  cli::Command command;
};

std::vector<std::unique_ptr<View>> views(VerbContext& context) {
  constexpr std::array<const char*, 0> kRecord{};
  constexpr std::array kRun{"run", "--", "true"};
  constexpr std::array kStart{"start"};
  constexpr std::array kLog{"log", "last"};
  constexpr std::array kFinish{"finish", "last"};
  const std::array<std::span<const char* const>, 5> lines{kRecord, kRun, kStart, kLog, kFinish};
  const std::string& config = context.options().store.config;
  std::vector<std::unique_ptr<View>> out;
  for (const auto& line : lines) {
    auto& view = *out.emplace_back(std::make_unique<View>());
    declare(view.command, view.options);
    std::vector<const char*> words;
    if (!config.empty()) words = {"--config", config.c_str()};
    words.insert(words.end(), line.begin(), line.end());
    view.command.parse(words).or_throw();
    cli::resolve(view.command, context.environment());
    context.adopt_settings(view.command);
  }
  return out;
}

// The state of an option under the first verb that takes it; the one that runs comes first.
const cli::Command& taker_of(const cli::OptionDoc& doc, const cli::Command& own,
                             const std::vector<std::unique_ptr<View>>& others) {
  if (own.applies(doc)) return own;
  for (const auto& view : others)
    if (view->command.applies(doc)) return view->command;
  return own;
}

ConfigValue value_of(std::string_view name, const cli::Command& command) {
  for (const cli::ResolvedValue& each : cli::resolved_values(command))
    if (each.name == name) return {name, name, each.value, each.origin, each.where};
  return {name, name, {}, cli::Origin::built_in, {}};
}

// The variables that stand for a setting without being an option.
std::string_view variable_behind(std::string_view key) {
  if (key == "enabled") return "TRACE_ENABLED";
  return key == "execution_tracker.enabled" ? "TRACE_EXECUTION_TRACKER_ENABLED" : "";
}

ConfigValue value_of(const store::SettingDoc& doc, VerbContext& context) {
  ConfigValue out{doc.key, {}, context.settings().value_of(doc), cli::Origin::built_in, {}};
  if (context.settings().get(doc.key)) out.origin = cli::Origin::setting;
  const std::string before = cli::variable_of_setting(doc.key);
  if (context.environment().get_filled(before)) {
    out.origin = cli::Origin::variable;
    out.where = before;
    return out;
  }
  const std::string_view variable = variable_behind(doc.key);
  const auto text = context.environment().get_filled(variable);
  const auto on = cli::parse_switch(text.value_or(""));
  if (variable.empty() || !text || !on) return out;
  out.value = *on ? "true" : "false";
  out.origin = cli::Origin::variable;
  out.where = variable;
  return out;
}

}  // namespace

std::vector<ConfigValue> config_values(VerbContext& context) {
  const auto others = views(context);
  std::vector<ConfigValue> settings, options;
  for (const store::SettingDoc& doc : store::setting_docs())
    settings.push_back(value_of(doc, context));
  for (const std::string_view key : context.settings().family_keys())
    settings.push_back(
        {key, {}, context.settings().get(key).value_or(""), cli::Origin::setting, {}});
  for (const cli::OptionState& state : context.command().options()) {
    const cli::OptionDoc& doc = state.doc;
    if (doc.long_name.empty() || doc.on_command_line_only) continue;
    ConfigValue value = value_of(doc.long_name, taker_of(doc, context.command(), others));
    bool has_setting = false;
    for (ConfigValue& setting : settings) {
      if (setting.name != doc.setting_key || doc.setting_key.empty()) continue;
      value.name = setting.name;
      // The switch of the setting, the word of the option.
      if (doc.kind == cli::ValueKind::choice)
        value.value = value.value == "full" ? "true" : "false";
      setting = value;
      has_setting = true;
    }
    if (!has_setting) options.push_back(std::move(value));
  }
  settings.insert(settings.end(), options.begin(), options.end());
  return settings;
}

}  // namespace trace::tools
