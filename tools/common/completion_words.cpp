#include "common/completion_words.h"

#include "common/stored_names.h"

#include <algorithm>

namespace trace::cli {

std::vector<OptionSet> option_sets(const Command& command) {
  std::vector<OptionSet> sets;
  for (const OptionState& state : command.options()) {
    const auto same = [&](const OptionSet& set) { return set.verbs == state.doc.verbs; };
    auto set = std::find_if(sets.begin(), sets.end(), same);
    if (set == sets.end()) set = sets.insert(sets.end(), OptionSet{state.doc.verbs, {}});
    set->options.push_back(&state.doc);
  }
  return sets;
}

std::vector<std::string_view> verb_names(const Command& command, VerbBits bits) {
  std::vector<std::string_view> names;
  for (const VerbDoc& doc : command.verb_docs()) {
    if (!((bits >> doc.value) & 1U)) continue;
    if (doc.value == command.verb_value()) names.emplace_back();
    if (!doc.name.empty()) names.push_back(doc.name);
  }
  return names;
}

std::string verb_pattern(const Command& command, VerbBits bits) {
  std::string out;
  for (const std::string_view name : verb_names(command, bits)) {
    if (!out.empty()) out += '|';
    out += name.empty() ? std::string_view("''") : name;
  }
  return out;
}

std::vector<std::string_view> offered_words(const OptionDoc& doc) {
  std::vector<std::string_view> words;
  for (const Choice& word : doc.choices) words.push_back(word.name);
  if (!words.empty()) return words;
  if (doc.kind == ValueKind::time) return {"today", "yesterday", "1h", "24h", "7d", "30d"};
  if (doc.kind == ValueKind::zone) return {"local", "UTC"};
  if (doc.kind == ValueKind::trace) return {"last"};
  return words;
}

std::string_view offered_rows(const OptionDoc& doc) {
  return doc.kind == ValueKind::trace ? stored::kTraces : doc.stored;
}

std::string function_name(const Command& command) {
  std::string name(command.tool());
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

const OperandDoc* operand_of(const Command& command, int verb) {
  for (const OperandDoc& doc : command.operand_docs()) {
    const bool fits = command.verb_docs().empty() || ((doc.verbs >> verb) & 1U);
    if (fits) return &doc;
  }
  return nullptr;
}

std::string join(const std::vector<std::string_view>& words, std::string_view separator) {
  std::string out;
  bool first = true;
  for (const std::string_view word : words) {
    if (!first) out += separator;
    out += word;
    first = false;
  }
  return out;
}

std::string quoted(std::string_view text, std::string_view quote_inside) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += quote_inside;
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace trace::cli
