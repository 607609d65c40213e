// Every setting and every option that can be configured, with its value and where that comes from:
// what `config list` shows. For the main thread.
#pragma once

#include "trace-record/verb_context.h"

#include "common/resolve.h"

#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

struct ConfigValue {
  std::string_view name;    // the key of a setting, else the name of an option
  std::string_view option;  // the option that a setting stands behind
  std::string value;        // empty: no limit, or decided elsewhere
  cli::Origin origin = cli::Origin::built_in;
  std::string where;
};

// Settings first, then the options that have no setting, each as the verb that takes it sees it.
// Throws Failure configuration for a variable or a config file that is wrong.
std::vector<ConfigValue> config_values(VerbContext& context);

}  // namespace trace::tools
