#include "common/environment.h"

#include <unistd.h>

namespace trace::cli {
namespace {

// A relative path in an XDG variable is to be ignored (XDG Base Directory Specification, Basics).
std::optional<std::string> xdg_folder(const Environment& environment, std::string_view variable,
                                      std::string_view below_home) {
  const auto own = environment.get_filled(variable);
  if (own && own->front() == '/') return std::string(*own) + "/trace";
  const auto home = environment.get_filled("HOME");
  if (!home) return std::nullopt;
  return std::string(*home) + std::string(below_home) + "/trace";
}

}  // namespace

Environment Environment::of_process() {
  std::vector<std::string_view> variables;
  variables.reserve(64);
  for (char** entry = environ; entry && *entry; ++entry) variables.emplace_back(*entry);
  return Environment(std::move(variables));
}

std::optional<std::string_view> Environment::get(std::string_view name) const noexcept {
  for (const std::string_view entry : variables_) {
    const bool same =
        entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
    if (same) return entry.substr(name.size() + 1);
  }
  return std::nullopt;
}

std::optional<std::string_view> Environment::get_filled(std::string_view name) const noexcept {
  const auto value = get(name);
  return value && value->empty() ? std::nullopt : value;
}

bool Environment::has_prefix(std::string_view prefix) const noexcept {
  for (const std::string_view entry : variables_) {
    if (entry.starts_with(prefix)) return true;
  }
  return false;
}

std::optional<std::string> state_folder(const Environment& environment) {
  return xdg_folder(environment, "XDG_STATE_HOME", "/.local/state");
}

std::optional<std::string> config_folder(const Environment& environment) {
  return xdg_folder(environment, "XDG_CONFIG_HOME", "/.config");
}

}  // namespace trace::cli
