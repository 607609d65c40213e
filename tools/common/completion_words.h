// What the completions of all shells have in common: which words an option takes, and which options
// go with which verbs. Pure functions of the command's model; safe on any thread.
#pragma once

#include "common/command.h"

#include <string>
#include <string_view>
#include <vector>

namespace trace::cli {

// Options that go with the same verbs, in order of declaration.
struct OptionSet {
  VerbBits verbs = kAllVerbs;
  std::vector<const OptionDoc*> options;
};

// Sort the options by the verbs that they go with.
std::vector<OptionSet> option_sets(const Command& command);

// Return the names of the verbs in `bits`; the one meant without a verb adds an empty name.
std::vector<std::string_view> verb_names(const Command& command, VerbBits bits);

// Return the verbs in `bits` as a pattern of `case`: `''|list|requests`.
std::string verb_pattern(const Command& command, VerbBits bits);

// Return the words to offer for a kind of value: choices, usual times, zones; empty when open.
std::vector<std::string_view> offered_words(const OptionDoc& doc);

// Return the SELECT whose rows are offered, too; empty when there is none.
std::string_view offered_rows(const OptionDoc& doc);

// Return `trace_query` for `trace-query`: a name for shell functions.
std::string function_name(const Command& command);

// Return the operands of a verb, or of the tool when it has none; null when it takes none.
const OperandDoc* operand_of(const Command& command, int verb);

// Join words with a separator.
std::string join(const std::vector<std::string_view>& words, std::string_view separator);

// Quote for a shell: '…' with the quotes inside taken care of as that shell does.
std::string quoted(std::string_view text, std::string_view quote_inside);

}  // namespace trace::cli
