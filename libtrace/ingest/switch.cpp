#include "ingest/switch.h"

namespace trace::ingest {
namespace {

bool fits(StageSetting setting, Stage stage) noexcept {
  if (setting == StageSetting::both) return true;
  return (setting == StageSetting::prod) == (stage == Stage::prod);
}

}  // namespace

SwitchDecision decide(const SwitchInputs& in) noexcept {
  const SwitchSettings& s = in.settings;
  if (in.flag == false) return {false, SwitchSource::flag};
  if (s.admin_only && !in.is_admin) return {false, SwitchSource::settings};
  if (in.flag == true) return {true, SwitchSource::flag};
  if (in.variable == false || in.tracker == false) return {false, SwitchSource::env};
  if (in.variable == true || in.tracker == true) return {true, SwitchSource::env};
  const bool is_open = s.enabled && s.tracker_enabled && fits(s.env, in.stage);
  if (!is_open) return {false, SwitchSource::settings};
  if (in.remembered) return {*in.remembered, SwitchSource::session};
  return {s.default_on, SwitchSource::built_in};
}

std::string_view name(SwitchSource source) noexcept {
  switch (source) {
    case SwitchSource::flag:
      return "flag";
    case SwitchSource::env:
      return "env";
    case SwitchSource::session:
      return "session";
    case SwitchSource::settings:
      return "settings";
    case SwitchSource::built_in:
      break;
  }
  return "default";
}

}  // namespace trace::ingest
