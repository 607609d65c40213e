// Help for people: -h fits one screen and starts with examples, --help says everything.
// Pure functions of the command's model; safe on any thread.
#pragma once

#include "common/command.h"

#include <string>

namespace trace::cli {

// Return what -h prints: at most 24 lines of at most 80 columns.
std::string render_short_help(const Command& command);

// Return what --help prints: everything, or everything about the verb that was given.
std::string render_full_help(const Command& command);

// Return the lines of a synopsis: the tool with each verb and its operands.
std::vector<std::string> synopsis_lines(const Command& command);

// Return the headings of the options in order, "Common options" last.
std::vector<std::string_view> option_groups(const Command& command);

// Return an option as help shows it: `-n, --limit N`.
std::string option_usage(const OptionDoc& doc);

// Return what is known about values: range, choices and default, as short sentences. May be empty.
std::string value_facts(const OptionDoc& doc);

}  // namespace trace::cli
