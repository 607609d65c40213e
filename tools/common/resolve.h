// Which value counts: option, TRACE_* variable, config file, settings kept in the store, default.
// Every value remembers where it comes from. Not shared between threads.
#pragma once

#include "common/command.h"
#include "common/environment.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::cli {

// One line of `trace-record config list`.
struct ResolvedValue {
  std::string_view name;
  std::string value;
  Origin origin = Origin::built_in;
  std::string where;  // the variable, or file and line; empty for the other origins
};

// Give each option its value from the command line, else from its variable, else from the config
// file that --config, TRACE_CONFIG or the default names. Throws Failure configuration (and what
// read_config_text throws) naming variable, or file and line; bad_usage for the command line.
void resolve(Command& command, const Environment& environment);

// Ask for the value of one setting kept in the store.
using SettingLookup = std::function<std::optional<std::string>(std::string_view key)>;

// Give the options that nothing stronger has set their values from the store's settings.
// Throws Failure configuration naming the setting.
void adopt_settings(Command& command, const SettingLookup& lookup);

// List every option that can be configured, in order of declaration.
std::vector<ResolvedValue> resolved_values(const Command& command);

// Name an origin for people: "option", "variable", "config file", "store", "default".
std::string_view origin_name(Origin origin);

// Return the name of the variable of an option, or nothing when none is read.
std::string variable_of(const OptionDoc& doc);

}  // namespace trace::cli
