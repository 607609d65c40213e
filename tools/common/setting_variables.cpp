#include "common/setting_variables.h"

#include "base/error.h"

#include <algorithm>
#include <array>

namespace trace::cli {
namespace {

constexpr std::array<std::string_view, 5> kKeys{"default_on", "admin_only", "retention_days",
                                                "conversations.compress_after_days",
                                                "stats.aggregation_enabled"};

}  // namespace

std::string variable_of_setting(std::string_view key) {
  if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) return {};
  std::string name = "TRACE_";
  for (const char c : key)
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '.' ? '_' : c;
  return name;
}

void apply_variables(store::Settings& settings, const Environment& environment) {
  for (const std::string_view key : kKeys) {
    const std::string name = variable_of_setting(key);
    const auto text = environment.get_filled(name);
    if (!text) continue;
    const auto value = store::read_setting(*store::find_setting(key), *text);
    if (!value)
      throw base::Failure(base::Errc::configuration,
                          "variable " + name + ": " + value.error().message);
    settings.replace(key, *value);
  }
}

}  // namespace trace::cli
