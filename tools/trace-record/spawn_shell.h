// Runs a shell command beside the recording, for --on-idle: nobody waits for it. Its output goes to
// stderr.
#pragma once

#include <string>

namespace trace::tools {

// Start `/bin/sh -c command`; a command that cannot be started is told on stderr.
void spawn_shell(const std::string& command);

}  // namespace trace::tools
