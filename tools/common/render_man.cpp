#include "common/render_man.h"

#include "common/exit_code.h"
#include "common/render_help.h"
#include "common/resolve.h"

#include <array>
#include <cstdio>

namespace trace::cli {
namespace {

using base::Errc;
using base::Error;

// Decode one UTF-8 character of valid text.
char32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  char32_t value = more == 0 ? lead : lead & (0x3FU >> static_cast<unsigned>(more));
  text.remove_prefix(1);
  for (int i = 0; i < more && !text.empty(); ++i) {
    value = (value << 6U) | (static_cast<unsigned char>(text.front()) & 0x3FU);
    text.remove_prefix(1);
  }
  return value;
}

// One argument of a macro: words are kept together, and none is taken for a macro or a delimiter.
std::string argument(std::string_view text) { return "\"\\&" + roff_text(text) + "\""; }

std::string option_macro(const OptionDoc& doc) {
  std::string out = ".It";
  if (doc.short_name) out += std::string(" Fl ") + doc.short_name;
  if (doc.short_name && !doc.long_name.empty()) out += " ,";
  if (!doc.long_name.empty()) out += " Fl \\-" + roff_text(doc.long_name);
  if (!doc.metavar.empty()) out += " Ar " + argument(doc.metavar);
  return out + '\n';
}

// Each sentence on a line of its own, as roff wants it.
std::string sentence_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find(". ");
    const auto sentence = text.substr(0, end == std::string_view::npos ? end : end + 1);
    out += roff_text(sentence) + '\n';
    text.remove_prefix(std::min(text.size(), sentence.size() + 1));
  }
  return out;
}

std::string synopsis(const Command& command) {
  std::string out;
  for (const VerbDoc& doc : command.verb_docs()) {
    out += ".Nm\n";
    if (!doc.name.empty()) out += ".Cm " + roff_text(doc.name) + '\n';
    out += ".Op Ar OPTIONS\n";
    if (!doc.operands.empty()) out += ".Ar " + argument(doc.operands) + '\n';
  }
  if (!out.empty()) return out;
  out = ".Nm\n.Op Ar OPTIONS\n";
  for (const OperandDoc& doc : command.operand_docs()) out += ".Ar " + argument(doc.metavar) + '\n';
  return out;
}

std::string verbs(const Command& command) {
  std::string out = ".Bl -tag -width Ds\n";
  for (const VerbDoc& doc : command.verb_docs()) {
    out += doc.name.empty() ? std::string(".It (no verb)") : ".It Cm " + roff_text(doc.name);
    if (!doc.operands.empty()) out += " Ar " + argument(doc.operands);
    out += '\n' + sentence_lines(doc.brief);
  }
  return out + ".El\n";
}

// "With list and requests." for options that do not go with every verb.
std::string owners(const Command& command, const OptionDoc& doc) {
  if (command.verb_docs().empty() || doc.verbs == kAllVerbs) return {};
  std::string out;
  for (const VerbDoc& verb : command.verb_docs()) {
    if (!((doc.verbs >> verb.value) & 1U)) continue;
    out += (out.empty() ? "" : ", ") +
           (verb.name.empty() ? std::string("no verb") : std::string(verb.name));
  }
  return " Goes with: " + out + ".";
}

std::string option_text(const Command& command, const OptionDoc& doc) {
  std::string text(doc.brief);
  for (const std::string& more : {std::string(doc.extra), value_facts(doc)}) {
    if (!more.empty()) text += ' ' + more;
  }
  return text + owners(command, doc);
}

std::string options(const Command& command) {
  std::string out;
  for (const std::string_view group : option_groups(command)) {
    out += ".Ss " + roff_text(group) + "\n.Bl -tag -width Ds\n";
    for (const OptionState& state : command.options()) {
      if (state.doc.group != group) continue;
      out += option_macro(state.doc) + sentence_lines(option_text(command, state.doc));
    }
    out += ".El\n";
  }
  return out;
}

std::string environment(const Command& command) {
  std::string out = "These variables give an option its value when the command line does not:\n";
  std::string list;
  for (const OptionState& state : command.options()) {
    const std::string name = variable_of(state.doc);
    if (name.empty()) continue;
    if (!list.empty()) list += " ,\n";
    list += ".Ev " + name;
  }
  return out + list +
         " .\n.Pp\nMessages are in Chinese when the first that is set of\n.Ev TRACE_LANG ,\n.Ev "
         "LC_ALL ,\n.Ev LC_MESSAGES\nand\n.Ev LANG\nbegins with\n.Ql zh ,\nelse in English.\n";
}

std::string exits() {
  std::string out = ".Bl -tag -width Ds\n";
  for (const ExitDoc& exit : kExits) {
    out += ".It " + std::to_string(exit_number(exit.code)) + '\n' + sentence_lines(exit.meaning);
  }
  return out + ".It 128+n\nEnded by signal n.\n.El\n";
}

std::string examples(const Command& command) {
  std::string out;
  for (const ExampleDoc& example : command.examples()) {
    out += ".Pp\n" + roff_text(example.brief) + ":\n.Bd -literal -offset indent\n";
    out += roff_text(example.line) + "\n.Ed\n";
  }
  return out.substr(4);
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// Options in prose are written `--name` or `Fl -name`.
base::Status check_prose(const Command& command, std::string_view prose) {
  for (const std::string_view mark : {"--", "Fl -", "Fl \\-"}) {
    for (auto at = prose.find(mark); at != std::string_view::npos; at = prose.find(mark, at + 1)) {
      auto name = prose.substr(at + mark.size());
      std::size_t n = 0;
      while (n < name.size() && is_name_char(name[n])) ++n;
      name = name.substr(0, n);
      bool known = name.empty();
      for (const OptionState& state : command.options())
        known = known || state.doc.long_name == name;
      if (!known)
        return Error{Errc::bad_input,
                     "the prose names --" + std::string(name) + ", which is no option"};
    }
  }
  return base::Ok{};
}

base::Status fill(std::string& page, std::string_view mark, const std::string& text) {
  const auto at = page.find(mark);
  if (at == std::string::npos)
    return Error{Errc::bad_input, "the prose lacks " + std::string(mark)};
  page.replace(at, mark.size() + 1, text);  // with the end of the line
  return base::Ok{};
}

}  // namespace

std::string roff_text(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  while (!text.empty()) {
    const char32_t c = take_character(text);
    std::array<char, 16> code{};
    if (c > 0x7E) {
      std::snprintf(code.data(), code.size(), "\\[u%04X]", static_cast<unsigned>(c));
      out += code.data();
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '"') {
      out += "\\(dq";
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

base::Result<std::string> render_man(const Command& command, std::string_view prose) {
  auto checked = check_prose(command, prose);
  if (!checked) return checked.error();
  std::string page(prose);
  const auto version = page.find("@VERSION@");
  if (version != std::string::npos) page.replace(version, 9, TRACE_VERSION);
  struct Part {
    std::string_view mark;
    std::string text;
  };
  std::vector<Part> parts{{"@SYNOPSIS@", synopsis(command)},
                          {"@OPTIONS@", options(command)},
                          {"@ENVIRONMENT@", environment(command)},
                          {"@EXIT@", exits()},
                          {"@EXAMPLES@", examples(command)}};
  if (!command.verb_docs().empty()) parts.push_back({"@VERBS@", verbs(command)});
  for (const Part& part : parts) {
    auto filled = fill(page, part.mark, part.text);
    if (!filled) return filled.error();
  }
  return page;
}

}  // namespace trace::cli
