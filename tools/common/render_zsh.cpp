#include "common/completion_words.h"
#include "common/render_completions.h"
#include "common/stored_names.h"

namespace trace::cli {
namespace {

constexpr std::string_view kQuote = "'\\''";

// Text inside […] of an _arguments specification.
std::string explained(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// Offers the rows of a SELECT, and more words after a single hyphen.
std::string stored_call(std::string_view select) {
  return "_trace_stored \"" + std::string(select) + "\"";
}

constexpr std::string_view kStoredHelper =
    "_trace_stored() {\n"
    "  local db=${(Q)opt_args[--db]} select=$1 at=${argv[(i)-]}\n"
    "  local -a rows\n"
    "  rows=(${(f)\"$(trace-query sql ${db:+--db=${db/#\\~\\//$HOME/}} -o tsv -- $select "
    "2>/dev/null)\"})\n"
    "  compadd \"${(@)argv[2,at-1]}\" -- \"${(@)argv[at+1,-1]}\" \"${(@)rows[2,-1]}\"\n"
    "}\n";

// The action of _arguments that completes a value.
std::string action_of(const OptionDoc& doc) {
  const std::string words = join(offered_words(doc), " ");
  if (const auto rows = offered_rows(doc); !rows.empty()) {
    const std::string call = stored_call(rows);
    return doc.splits ? " _sequence -s , " + call + " -" : " " + call + " - " + words;
  }
  if (!words.empty() && doc.splits) return "_sequence -s , compadd - " + words;
  if (!words.empty()) return "(" + words + ")";
  if (doc.kind == ValueKind::file) return "_files";
  if (doc.kind == ValueKind::directory) return "_files -/";
  return " ";
}

std::string specification(const OptionDoc& doc) {
  const std::string long_name = "--" + std::string(doc.long_name);
  const std::string short_name = {'-', doc.short_name};
  const bool both = doc.short_name && !doc.long_name.empty();
  std::string tail = "[" + explained(doc.brief) + "]";
  if (doc.takes_value()) tail += ":" + explained(doc.metavar) + ":" + action_of(doc);
  const std::string value_long = doc.takes_value() ? "=" : "";
  const std::string value_short = doc.takes_value() ? "+" : "";
  std::string head;
  if (doc.repeatable) head = "'*'";
  if (both && !doc.repeatable) head = "'(" + short_name + " " + long_name + ")'";
  if (both)
    return head + "{" + short_name + value_short + "," + long_name + value_long + "}" +
           quoted(tail, kQuote);
  const std::string name = doc.short_name ? short_name + value_short : long_name + value_long;
  return quoted((doc.repeatable ? "*" : "") + name + tail, kQuote);
}

std::string option_array(const Command& command, const OptionSet& set) {
  std::string lines;
  for (const OptionDoc* doc : set.options)
    lines.append("    ").append(specification(*doc)).append("\n");
  if (set.verbs == kAllVerbs || command.verb_docs().empty()) return "  args+=(\n" + lines + "  )\n";
  const std::string verbs = verb_pattern(command, set.verbs);
  return "  case $verb in\n    " + verbs + ") args+=(\n" + lines + "    ) ;;\n  esac\n";
}

std::string operand_spec(const OperandDoc* doc) {
  if (!doc || doc->after_dashes) return {};
  std::string action = " ";
  if (doc->kind == ValueKind::file) action = "_files";
  if (doc->kind == ValueKind::trace) action = " " + stored_call(stored::kTraces) + " - last";
  return quoted("*:" + explained(doc->metavar) + ":" + action, kQuote);
}

std::string verb_part(const Command& command) {
  std::string names;
  std::string list;
  std::string operands;
  for (const VerbDoc& doc : command.verb_docs()) {
    if (doc.name.empty()) continue;
    names += (names.empty() ? "" : "|") + std::string(doc.name);
    list += "    " + quoted(std::string(doc.name) + ":" + std::string(doc.brief), kQuote) + "\n";
    const std::string spec = operand_spec(operand_of(command, doc.value));
    if (!spec.empty()) operands += "    " + std::string(doc.name) + ") args+=(" + spec + ") ;;\n";
  }
  return "  for word in ${words[2,CURRENT-1]}; do\n"
         "    [[ $word == (" +
         names +
         ") ]] && verb=$word && break\n"
         "  done\n"
         "  verbs=(\n" +
         list +
         "  )\n"
         "  case $verb in\n"
         "    '') args+=('1:verb:{_describe verb verbs}') ;;\n"
         "    *) args+=('1: :()') ;;\n"
         "  esac\n"
         "  case $verb in\n" +
         operands + "  esac\n";
}

// What follows the first `--` is a command line of its own.
std::string child_part(const Command& command) {
  for (const OperandDoc& doc : command.operand_docs()) {
    if (!doc.after_dashes) continue;
    return "  local -i at=${words[(i)--]}\n"
           "  if (( at < CURRENT )); then\n"
           "    shift at words\n"
           "    (( CURRENT -= at ))\n"
           "    _normal\n"
           "    return\n"
           "  fi\n";
  }
  return {};
}

}  // namespace

std::string render_zsh(const Command& command) {
  const std::string name = "_" + std::string(command.tool());
  std::string out =
      "#compdef " + std::string(command.tool()) + "\n# zsh completion, made by docgen\n";
  out += kStoredHelper;
  out += name + "() {\n  local verb= word\n  local -A opt_args\n  local -a args verbs\n" +
         child_part(command);
  if (command.verb_docs().empty()) {
    const std::string spec = operand_spec(operand_of(command, 0));
    if (!spec.empty()) out += "  args+=(" + spec + ")\n";
  } else {
    out += verb_part(command);
  }
  for (const OptionSet& set : option_sets(command)) out += option_array(command, set);
  out += "  _arguments -s -S $args\n}\n";
  return out + name + " \"$@\"\n";
}

}  // namespace trace::cli
