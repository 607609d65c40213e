#include "common/completion_words.h"
#include "common/render_completions.h"
#include "common/stored_names.h"

namespace trace::cli {
namespace {

std::string names_of(const OptionDoc& doc, std::string_view separator) {
  std::string out;
  if (doc.short_name) out = {'-', doc.short_name};
  if (doc.long_name.empty()) return out;
  if (!out.empty()) out += separator;
  return out + "--" + std::string(doc.long_name);
}

std::string stored_code(std::string_view select) { return "stored '" + std::string(select) + "'"; }

// The shell code that completes the value of an option, or nothing.
std::string value_code(const OptionDoc& doc) {
  const std::string words = join(offered_words(doc), " ");
  if (!offered_rows(doc).empty())
    return stored_code(offered_rows(doc)) + (words.empty() ? "" : " " + words);
  if (!words.empty()) return (doc.splits ? "list '" : "words '") + words + "'";
  if (doc.kind == ValueKind::file) return "files";
  if (doc.kind == ValueKind::directory) return "folders";
  return ":";
}

std::string value_case(const OptionDoc& doc, const std::string& name, const std::string& code) {
  return "    " + names_of(doc, "|") + ") _" + name + "_" + code + "; return ;;\n";
}

std::string value_cases(const Command& command, const std::string& name) {
  std::string out;
  std::string open;  // options whose values nobody can guess
  for (const OptionState& state : command.options()) {
    if (!state.doc.takes_value()) continue;
    const std::string code = value_code(state.doc);
    if (code == ":") {
      open += (open.empty() ? "" : "|") + names_of(state.doc, "|");
    } else {
      out += value_case(state.doc, name, code);
    }
  }
  return open.empty() ? out : out + "    " + open + ") return ;;\n";
}

std::string valued_names(const Command& command) {
  std::string out;
  for (const OptionState& state : command.options()) {
    if (!state.doc.takes_value()) continue;
    if (!out.empty()) out += '|';
    out += names_of(state.doc, "|");
  }
  return out;
}

std::string option_list(const Command& command, const OptionSet& set) {
  std::string add = "options+='";
  for (const OptionDoc* doc : set.options) add.append(" ").append(names_of(*doc, " "));
  add += "'";
  if (set.verbs == kAllVerbs || command.verb_docs().empty()) return "    " + add + "\n";
  return "    case $verb in " + verb_pattern(command, set.verbs) + ") " + add + " ;; esac\n";
}

std::string operand_code(const OperandDoc* doc, const std::string& name) {
  if (!doc) return ":";
  if (doc->kind == ValueKind::file) return "_" + name + "_files";
  if (doc->kind == ValueKind::trace)
    return "_" + name + "_" + stored_code(stored::kTraces) + " last";
  return ":";
}

std::string operand_cases(const Command& command, const std::string& name) {
  if (command.verb_docs().empty()) return "  " + operand_code(operand_of(command, 0), name) + "\n";
  std::string out = "  case $verb in\n    '') _" + name + "_words '";
  std::vector<std::string_view> verbs;
  for (const VerbDoc& doc : command.verb_docs()) {
    if (!doc.name.empty()) verbs.push_back(doc.name);
  }
  out += join(verbs, " ") + "' ;;\n";
  for (const VerbDoc& doc : command.verb_docs()) {
    const std::string code = operand_code(operand_of(command, doc.value), name);
    if (code != ":" && !doc.name.empty())
      out += "    " + std::string(doc.name) + ") " + code + " ;;\n";
  }
  return out + "  esac\n";
}

// What a store holds is not to be trusted: it never goes through compgen -W, which expands words.
std::string stored_helper(const std::string& start) {
  return start +
         "stored() {\n"
         "  local db='' head='' i name\n"
         "  for ((i = 1; i < COMP_CWORD - 1; i++)); do\n"
         "    [[ ${COMP_WORDS[i]} == --db ]] || continue\n"
         "    db=${COMP_WORDS[i + 1]}\n"
         "    [[ $db != = ]] || db=${COMP_WORDS[i + 2]}\n"
         "  done\n"
         "  [[ $db != \\~/* ]] || db=$HOME/${db#??}\n"
         "  [[ $cur != *,* ]] || head=${cur%,*},\n"
         "  while IFS= read -r name; do\n"
         "    [[ -z $name || $name != \"${cur##*,}\"* ]] || COMPREPLY+=(\"$head$(printf %q "
         "\"$name\")\")\n"
         "  done < <(printf '%s\\n' \"${@:2}\"\n"
         "    trace-query sql ${db:+--db \"$db\"} -o tsv -- \"$1\" 2>/dev/null | tail -n +2)\n"
         "}\n";
}

// Functions of its own, since bash-completion may not be there. COMP_WORDBREAKS cuts at `=`.
std::string helpers(const std::string& name) {
  const std::string start = "_" + name + "_";
  return start + "words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n" + start +
         "list() {\n"
         "  local head=\n"
         "  [[ $cur != *,* ]] || head=${cur%,*},\n"
         "  mapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$1\" -- \"${cur##*,}\")\n"
         "  compopt -o nospace 2>/dev/null\n"
         "}\n" +
         start +
         "files() {\n"
         "  compopt -o filenames 2>/dev/null\n"
         "  mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
         "}\n" +
         start +
         "folders() {\n"
         "  compopt -o filenames 2>/dev/null\n"
         "  mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
         "}\n";
}

std::string verb_search(const Command& command) {
  std::string out =
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      --) return ;;\n"
      "      " +
      valued_names(command) +
      ")\n"
      "        i=$((i + 1))\n"
      "        [[ ${COMP_WORDS[i]} != = ]] || i=$((i + 1))\n"
      "        ;;\n";
  std::vector<std::string_view> verbs;
  for (const VerbDoc& doc : command.verb_docs()) {
    if (!doc.name.empty()) verbs.push_back(doc.name);
  }
  if (!verbs.empty()) out += "      " + join(verbs, "|") + ") verb=${verb:-${COMP_WORDS[i]}} ;;\n";
  return out + "    esac\n  done\n";
}

}  // namespace

std::string render_bash(const Command& command) {
  const std::string name = function_name(command);
  const std::string tool(command.tool());
  std::string out = "# bash completion of " + tool + ", made by docgen\n" + helpers(name) +
                    stored_helper("_" + name + "_");
  out += "_" + name +
         "() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} options='' i\n"
         "  COMPREPLY=()\n" +
         std::string(command.verb_docs().empty() ? "" : "  local verb=''\n") +
         "  if [[ $cur == = ]]; then\n"
         "    cur=\n"
         "  elif [[ $prev == = ]]; then\n"
         "    prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "  fi\n";
  out += verb_search(command);
  out += "  case $prev in\n" + value_cases(command, name) + "  esac\n";
  out += "  if [[ $cur == -* ]]; then\n";
  for (const OptionSet& set : option_sets(command)) out += option_list(command, set);
  out += "    _" + name + "_words \"$options\"\n    return\n  fi\n";
  out += operand_cases(command, name) + "}\n";
  return out + "complete -F _" + name + " " + tool + "\n";
}

}  // namespace trace::cli
