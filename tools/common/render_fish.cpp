#include "common/completion_words.h"
#include "common/render_completions.h"
#include "common/stored_names.h"

namespace trace::cli {
namespace {

constexpr std::string_view kQuote = "\\'";

// The condition under which a line holds: `-n '…' ` or nothing.
std::string condition(const Command& command, VerbBits verbs) {
  if (command.verb_docs().empty() || verbs == kAllVerbs) return {};
  std::string words;
  for (const std::string_view name : verb_names(command, verbs)) {
    words += ' ' + (name.empty() ? std::string("none") : std::string(name));
  }
  return "-n '__" + function_name(command) + "_verb" + words + "' ";
}

std::string value_part(const OptionDoc& doc) {
  const std::string words = join(offered_words(doc), " ");
  if (const auto rows = offered_rows(doc); !rows.empty()) {
    const std::string call = "(__trace_stored \"" + std::string(rows) + "\")";
    return doc.splits ? "-x -a '(__fish_append , " + call + ")' "
                      : "-x -a '" + call + (words.empty() ? "" : " " + words) + "' ";
  }
  if (!words.empty() && doc.splits) return "-x -a '(__fish_append , " + words + ")' ";
  if (!words.empty()) return "-x -a '" + words + "' ";
  if (doc.kind == ValueKind::file) return "-r -F ";
  if (doc.kind == ValueKind::directory) return "-x -a '(__fish_complete_directories)' ";
  return doc.takes_value() ? "-x " : "";
}

std::string option_line(const Command& command, const OptionDoc& doc) {
  std::string line =
      "complete -c " + std::string(command.tool()) + " " + condition(command, doc.verbs);
  if (doc.short_name) line += std::string("-s ") + doc.short_name + " ";
  if (!doc.long_name.empty()) line += "-l " + std::string(doc.long_name) + " ";
  return line + value_part(doc) + "-d " + quoted(doc.brief, kQuote) + "\n";
}

constexpr std::string_view kStoredHelper =
    "function __trace_stored -d 'what a store has'\n"
    "    command -q trace-query; or return\n"
    "    set -l db\n"
    "    set -l words (commandline -opc)\n"
    "    if set -l at (contains -i -- --db $words)\n"
    "        set db --db (string replace -r '^~/' \"$HOME/\" -- $words[(math $at + 1)])\n"
    "    end\n"
    "    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2\n"
    "end\n";

std::string verb_function(const Command& command) {
  std::string names;
  for (const VerbDoc& doc : command.verb_docs()) {
    if (!doc.name.empty()) names += ' ' + std::string(doc.name);
  }
  return "function __" + function_name(command) +
         "_verb -d 'is the verb one of these?'\n"
         "    set -l verb none\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        if contains -- $word" +
         names +
         "\n"
         "            set verb $word\n"
         "            break\n"
         "        end\n"
         "    end\n"
         "    contains -- $verb $argv\n"
         "end\n";
}

std::string operand_line(const Command& command, const VerbDoc* verb) {
  const OperandDoc* doc = operand_of(command, verb ? verb->value : 0);
  if (!doc) return {};
  std::string line = "complete -c " + std::string(command.tool()) + " ";
  if (verb) line += "-n '__" + function_name(command) + "_verb " + std::string(verb->name) + "' ";
  if (doc->after_dashes) return line + "-x -a '(__fish_complete_subcommand)'\n";
  if (doc->kind == ValueKind::file) return line + "-F\n";
  return doc->kind == ValueKind::trace ? line + "-k -a 'last (__trace_stored \"" +
                                             std::string(stored::kTraces) + "\")' -d 'a trace'\n"
                                       : std::string();
}

}  // namespace

std::string render_fish(const Command& command) {
  const std::string tool(command.tool());
  std::string out = "# fish completion of " + tool + ", made by docgen\ncomplete -c " + tool +
                    " -f\n" + std::string(kStoredHelper);
  if (command.verb_docs().empty()) {
    out += operand_line(command, nullptr);
  } else {
    out += verb_function(command);
  }
  for (const VerbDoc& doc : command.verb_docs()) {
    if (doc.name.empty()) continue;
    out += "complete -c " + tool + " -n '__" + function_name(command) + "_verb none' -a " +
           std::string(doc.name) + " -d " + quoted(doc.brief, kQuote) + "\n" +
           operand_line(command, &doc);
  }
  for (const OptionState& state : command.options()) out += option_line(command, state.doc);
  return out;
}

}  // namespace trace::cli
