// The environment variables that a tool was started with, as a value: tests hand in their own.
// Views live as long as the block of variables. Not for changing the environment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::cli {

class Environment {
 public:
  // Take variables in the form NAME=VALUE.
  explicit Environment(std::vector<std::string_view> variables)
      : variables_(std::move(variables)) {}
  // Return those of this process.
  static Environment of_process();

  // Return the value of a variable, also when it is empty.
  std::optional<std::string_view> get(std::string_view name) const noexcept;
  // Return the value of a variable; an empty one counts as missing (as XDG and NO_COLOR say).
  std::optional<std::string_view> get_filled(std::string_view name) const noexcept;
  // Tell whether any name starts with `prefix`.
  bool has_prefix(std::string_view prefix) const noexcept;

 private:
  std::vector<std::string_view> variables_;
};

// Return the folder of state files ($XDG_STATE_HOME/trace), or nothing without HOME.
std::optional<std::string> state_folder(const Environment& environment);
// Return the folder of config files ($XDG_CONFIG_HOME/trace), or nothing without HOME.
std::optional<std::string> config_folder(const Environment& environment);

}  // namespace trace::cli
