#include "common/resolve.h"

#include "common/config_file.h"
#include "common/nearest.h"

#include <array>

namespace trace::cli {
namespace {

using base::Errc;
using base::Failure;

constexpr std::array<std::string_view, 6> kTools{"trace-record", "trace-query",     "trace-export",
                                                 "trace-prune",  "stats-aggregate", "log-sanitize"};

[[noreturn]] void refuse(const std::string& message) {
  throw Failure(Errc::configuration, message);
}

bool is_open(const Command& command, const OptionState& state) {
  return state.origin == Origin::built_in && command.applies(state.doc);
}

void read_variables(Command& command, const Environment& environment) {
  if (!environment.has_prefix("TRACE_")) return;
  for (OptionState& state : command.options()) {
    const std::string name = is_open(command, state) ? variable_of(state.doc) : std::string();
    const auto text = name.empty() ? std::nullopt : environment.get_filled(name);
    if (!text) continue;
    auto done = set_option(state.doc, *text);
    if (!done) refuse("variable " + name + ": " + done.error().message);
    state.origin = Origin::variable;
    state.where = name;
  }
}

std::string hint(std::string_view typed, std::span<const std::string_view> known) {
  const auto meant = nearest_word(typed, known);
  return meant.empty() ? std::string() : "; did you mean '" + std::string(meant) + "'?";
}

void check_section(const std::string& place, const std::string& section) {
  for (const auto tool : kTools) {
    if (section == tool) return;
  }
  refuse(place + "no tool has the name of this section" + hint(section, kTools));
}

void set_from_config(Command& command, const ConfigEntry& entry, const std::string& place) {
  OptionState* state = command.find(entry.key);
  if (!state) {
    std::vector<std::string_view> known;
    for (const OptionState& each : command.options()) known.push_back(each.doc.long_name);
    refuse(place + "unknown key" + hint(entry.key, known));
  }
  if (state->doc.on_command_line_only)
    refuse(place + "'" + entry.key + "' is refused in a config file");
  if (!is_open(command, *state)) return;
  if (entry.values.size() != 1 && !state->doc.repeatable)
    refuse(place + "'" + entry.key + "': expected one value");
  for (const std::string& text : entry.values) {
    auto done = set_option(state->doc, text);
    if (!done) refuse(place + "'" + entry.key + "': " + done.error().message);
  }
  state->origin = Origin::config_file;
  state->where = place.substr(0, place.size() - 2);
}

void read_config(Command& command, const std::string& path, const std::string& text) {
  auto entries = parse_config(text);
  if (!entries) refuse("config file '" + path + "', " + entries.error().message);
  for (const ConfigEntry& entry : *entries) {
    const std::string place =
        "config file '" + path + "', line " + std::to_string(entry.line) + ": ";
    check_section(place, entry.section);
    if (entry.section == command.tool()) set_from_config(command, entry, place);
  }
}

// A config file that was asked for must be there; the default one need not.
void find_config(Command& command, const Environment& environment) {
  const OptionState* config = command.find("config");
  if (!config) return;
  std::string path = config->doc.binding.show(config->doc.binding.target, config->doc);
  const bool asked = config->origin != Origin::built_in;
  if (!asked) {
    const auto folder = config_folder(environment);
    if (!folder) return;
    path = *folder + "/config.toml";
  }
  std::string text;
  try {
    text = read_config_text(path);
  } catch (const Failure& failure) {
    if (failure.code() == Errc::not_found && !asked) return;
    throw;
  }
  read_config(command, path, text);
}

}  // namespace

std::string variable_of(const OptionDoc& doc) {
  if (!doc.variable.empty()) return std::string(doc.variable);
  if (doc.long_name.empty() || doc.on_command_line_only || !doc.from_environment) return {};
  std::string name = "TRACE_";
  for (const char c : doc.long_name) {
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

void resolve(Command& command, const Environment& environment) {
  auto given = command.apply_given();
  if (!given) throw Failure(given.error());
  read_variables(command, environment);
  find_config(command, environment);
}

void adopt_settings(Command& command, const SettingLookup& lookup) {
  for (OptionState& state : command.options()) {
    if (state.doc.setting_key.empty() || !is_open(command, state)) continue;
    const auto text = lookup(state.doc.setting_key);
    if (!text) continue;
    auto done = set_option(state.doc, *text);
    if (!done)
      refuse("setting '" + std::string(state.doc.setting_key) + "': " + done.error().message);
    state.origin = Origin::setting;
  }
}

std::vector<ResolvedValue> resolved_values(const Command& command) {
  std::vector<ResolvedValue> out;
  for (const OptionState& state : command.options()) {
    const OptionDoc& doc = state.doc;
    if (doc.long_name.empty() || doc.on_command_line_only) continue;
    std::string value = doc.binding.show(doc.binding.target, doc);
    if (value.empty()) value = doc.default_text;
    out.push_back({doc.long_name, std::move(value), state.origin, state.where});
  }
  return out;
}

std::string_view origin_name(Origin origin) {
  switch (origin) {
    case Origin::option:
      return "option";
    case Origin::variable:
      return "variable";
    case Origin::config_file:
      return "config file";
    case Origin::setting:
      return "store";
    case Origin::built_in:
      return "default";
  }
  return {};
}

}  // namespace trace::cli
