// Reading the configuration again while a recording goes on: what SIGUSR2 asks for. For the main
// thread.
#pragma once

#include "trace-record/recording.h"
#include "trace-record/verb_context.h"

namespace trace::tools {

// Read config file and settings again and let the recording go by them: limits, rules, rejects,
// metrics, commit sizes. What the command line said stays. Store and rejects are opened anew.
// What is wrong with the new configuration is said, and the old one stays.
void reload(VerbContext& context, Recording& recording);

}  // namespace trace::tools
