// A question on the terminal. For the main thread.
#pragma once

#include <string>

namespace trace::tools {

// Ask; anything but y is no.
bool agrees(const std::string& question);

}  // namespace trace::tools
