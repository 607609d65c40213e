// Completions for bash, zsh and fish, made from the command's model. Pure; safe on any thread.
#pragma once

#include "common/command.h"

#include <string>

namespace trace::cli {

// Return the file completions/bash/TOOL. It needs bash alone.
std::string render_bash(const Command& command);
// Return the file completions/zsh/_TOOL.
std::string render_zsh(const Command& command);
// Return the file completions/fish/TOOL.fish.
std::string render_fish(const Command& command);

}  // namespace trace::cli
