#include "common/render_help.h"

#include <algorithm>

namespace trace::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kBriefColumn = 30;

// Count what a terminal shows: bytes that do not continue a UTF-8 character.
std::size_t width(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return n;
}

void pad_to(std::string& line, std::size_t column) {
  while (width(line) < column) line += ' ';
}

// Append words to `out`, starting in the current column, with the following lines indented.
void wrap(std::string& out, std::string_view text, std::size_t start, std::size_t indent) {
  std::size_t column = start;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (column > indent && column + 1 + width(word) > kColumns) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width(word);
  }
  out += '\n';
}

void add_entry(std::string& out, const std::string& left, std::string_view right) {
  std::string line = "  " + left;
  if (width(line) + 2 > kBriefColumn) {
    out += line + '\n';
    line.clear();
  }
  pad_to(line, kBriefColumn);
  out += line;
  wrap(out, right, kBriefColumn, kBriefColumn);
}

// Return the verb that was given, or null.
const VerbDoc* given_verb(const Command& command) {
  for (const VerbDoc& doc : command.verb_docs()) {
    if (command.verb_was_given() && doc.value == command.verb_value()) return &doc;
  }
  return nullptr;
}

// `trace-query`, or `trace-query show` when that verb was given.
std::string full_name(const Command& command) {
  const VerbDoc* verb = given_verb(command);
  return std::string(command.tool()) + (verb ? " " + std::string(verb->name) : std::string());
}

std::string headline(const Command& command) {
  const VerbDoc* verb = given_verb(command);
  return full_name(command) + ": " + std::string(verb ? verb->brief : command.brief()) + "\n\n";
}

// Add examples, only those of the verb when one was given.
void add_examples(std::string& out, const Command& command, std::size_t most) {
  const std::string wanted = full_name(command);
  for (const ExampleDoc& example : command.examples()) {
    if (example.line.find(wanted) == std::string_view::npos) continue;
    if (most-- == 0) return;
    out += "  # " + std::string(example.brief) + "\n  " + std::string(example.line) + '\n';
  }
}

void add_verbs(std::string& out, const Command& command) {
  for (const VerbDoc& doc : command.verb_docs()) {
    std::string left(doc.name.empty() ? "(no verb)" : doc.name);
    if (!doc.operands.empty()) left += ' ' + std::string(doc.operands);
    add_entry(out, left, doc.brief);
  }
}

std::string full_text(const OptionDoc& doc) {
  std::string text(doc.brief);
  if (!doc.extra.empty()) text += ' ' + std::string(doc.extra);
  const std::string facts = value_facts(doc);
  if (!facts.empty()) text += ' ' + facts;
  return text;
}

bool is_shown(const Command& command, const OptionDoc& doc) {
  return !command.verb_was_given() || command.applies(doc);
}

void add_group(std::string& out, const Command& command, std::string_view group) {
  std::string entries;
  for (const OptionState& state : command.options()) {
    if (state.doc.group != group || !is_shown(command, state.doc)) continue;
    add_entry(entries, option_usage(state.doc), full_text(state.doc));
  }
  if (entries.empty()) return;
  out += '\n' + std::string(group.empty() ? "Options" : group) + ":\n" + entries;
}

// Add the essential options, for a verb also those that are its own, as far as the screen reaches.
void add_short_options(std::string& out, const Command& command) {
  constexpr auto kMostLines = 22;
  for (const bool essential : {true, false}) {
    for (const OptionState& state : command.options()) {
      const OptionDoc& doc = state.doc;
      if (doc.essential != essential || !is_shown(command, doc)) continue;
      const bool own = command.verb_was_given() && doc.verbs != kAllVerbs;
      std::string entry;
      if (essential || own) add_entry(entry, option_usage(doc), doc.brief);
      const auto lines =
          std::count(out.begin(), out.end(), '\n') + std::count(entry.begin(), entry.end(), '\n');
      if (lines <= kMostLines) out += entry;
    }
  }
}

}  // namespace

std::vector<std::string_view> option_groups(const Command& command) {
  constexpr std::string_view kLast = "Common options";
  std::vector<std::string_view> groups;
  for (const OptionState& state : command.options()) {
    const auto group = state.doc.group;
    const bool known = std::find(groups.begin(), groups.end(), group) != groups.end();
    if (!known && group != kLast) groups.push_back(group);
  }
  groups.push_back(kLast);
  return groups;
}

std::vector<std::string> synopsis_lines(const Command& command) {
  std::vector<std::string> lines;
  const std::string tool(command.tool());
  for (const VerbDoc& doc : command.verb_docs()) {
    if (command.verb_was_given() && doc.value != command.verb_value()) continue;
    std::string line = tool;
    if (!doc.name.empty()) line += ' ' + std::string(doc.name);
    line += " [OPTIONS]";
    if (!doc.operands.empty()) line += ' ' + std::string(doc.operands);
    lines.push_back(line);
  }
  if (!lines.empty()) return lines;
  std::string line = tool + " [OPTIONS]";
  for (const OperandDoc& doc : command.operand_docs()) line += ' ' + std::string(doc.metavar);
  return {line};
}

std::string option_usage(const OptionDoc& doc) {
  std::string out;
  if (doc.short_name) out = {'-', doc.short_name};
  if (!doc.long_name.empty()) out += (out.empty() ? "--" : ", --") + std::string(doc.long_name);
  if (!doc.metavar.empty()) out += ' ' + std::string(doc.metavar);
  return out;
}

std::string value_facts(const OptionDoc& doc) {
  std::string out;
  for (const Choice& word : doc.choices) {
    out += (out.empty() ? "One of " : ", ") + std::string(word.name);
  }
  if (!out.empty()) out += '.';
  const bool ranged =
      doc.high != std::numeric_limits<std::int64_t>::max() && doc.kind == ValueKind::number;
  if (ranged)
    out += (out.empty() ? "From " : " From ") + std::to_string(doc.low) + " to " +
           std::to_string(doc.high) + ".";
  std::string value(doc.default_text);
  if (value.empty() && doc.takes_value()) value = doc.binding.show(doc.binding.target, doc);
  if (!value.empty()) out += (out.empty() ? "Default: " : " Default: ") + value + ".";
  return out;
}

std::string render_short_help(const Command& command) {
  const bool of_verb = command.verb_was_given();
  std::string out = headline(command);
  add_examples(out, command, command.verb_docs().empty() ? 4 : 2);
  out += out.ends_with("\n\n") ? "" : "\n";
  if (of_verb) out += "  " + synopsis_lines(command).front() + "\n\n";
  if (!of_verb) add_verbs(out, command);
  add_short_options(out, command);
  return out + "\nAll options: " + full_name(command) + " --help, or man " +
         std::string(command.tool()) + '\n';
}

std::string render_full_help(const Command& command) {
  std::string out = headline(command) + "Usage:\n";
  for (const std::string& line : synopsis_lines(command)) out += "  " + line + '\n';
  if (!command.verb_docs().empty() && !given_verb(command)) {
    out += "\nVerbs:\n";
    add_verbs(out, command);
  }
  for (const auto group : option_groups(command)) add_group(out, command, group);
  std::string examples;
  add_examples(examples, command, command.examples().size());
  if (!examples.empty()) out += "\nExamples:\n" + examples;
  return out;
}

}  // namespace trace::cli
