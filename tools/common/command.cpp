#include "common/command.h"

#include "common/nearest.h"

#include <CLI/CLI.hpp>

namespace trace::cli {
namespace {

using base::Errc;
using base::Error;

Error usage(std::string message) { return {Errc::bad_usage, std::move(message)}; }

std::string cli11_names(const OptionDoc& doc) {
  std::string names;
  if (doc.short_name) names = {'-', doc.short_name};
  if (!doc.long_name.empty()) names += (names.empty() ? "--" : ",--") + std::string(doc.long_name);
  return names;
}

bool is_option_like(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

std::string_view long_name_of(std::string_view word) { return word.substr(2, word.find('=') - 2); }

// Split a list at commas; an empty text is one empty value, so that the binding can refuse it.
std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

base::Status set_one(const OptionDoc& doc, std::string_view text) {
  const bool missing = text.empty() && doc.takes_value() && !doc.may_be_empty;
  if (missing) return usage("expected " + std::string(doc.metavar) + ", which may not be empty");
  return doc.binding.set(doc.binding.target, doc, text);
}

}  // namespace

std::string option_name(const OptionDoc& doc) {
  if (!doc.long_name.empty()) return "--" + std::string(doc.long_name);
  return {'-', doc.short_name};
}

base::Status set_option(const OptionDoc& doc, std::string_view text) {
  if (!doc.splits) return set_one(doc, text);
  for (const std::string_view part : split_list(text)) {
    auto done = set_one(doc, part);
    if (!done) return done;
  }
  return base::Ok{};
}

// One run of CLI11 over one command line. It knows only the options that the words may mention: an
// App costs time for each option, and for each pair of them.
class Command::Parser {
 public:
  explicit Parser(std::vector<OptionState>& options) : options_(options), handles_(options.size()) {
    app_.set_help_flag();
    app_.allow_extras();
  }

  // Refuse `--flag=x`, register what is mentioned, and make `--x=` two words: CLI11 would take the
  // next word as the value.
  base::Status prepare(std::span<const char* const> words) {
    for (const std::string_view word : words) {
      args_.emplace_back(word);
      if (!word.starts_with("--")) {
        mention_shorts(word);
        continue;
      }
      const std::size_t at = index_of_long(long_name_of(word));
      const auto equals = word.find('=');
      if (at == options_.size()) continue;
      add(at);
      if (equals == std::string_view::npos) continue;
      if (!options_[at].doc.takes_value())
        return usage(option_name(options_[at].doc) + " takes no value");
      if (equals + 1 == word.size()) split_empty_value();
    }
    return base::Ok{};
  }

  // Parse; the options get what was given, the rest is returned in order.
  base::Result<std::vector<std::string>> run() {
    try {
      std::vector<std::string> reversed(args_.rbegin(), args_.rend());
      app_.parse(reversed);
    } catch (const CLI::ParseError&) {
      return missing_value();
    }
    for (std::size_t i = 0; i < options_.size(); ++i) {
      if (handles_[i] && handles_[i]->count() > 0) options_[i].given = handles_[i]->results();
    }
    return app_.remaining();
  }

  void add_all() {
    for (std::size_t i = 0; i < options_.size(); ++i) add(i);
  }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const CLI::Option* option : app_.get_options()) {
      for (const std::string& name : option->get_snames()) out.push_back("-" + name);
      for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
    }
    return out;
  }

 private:
  std::size_t index_of_long(std::string_view name) const {
    std::size_t i = 0;
    while (i < options_.size() && (name.empty() || options_[i].doc.long_name != name)) ++i;
    return i;
  }

  void mention_shorts(std::string_view word) {
    if (!is_option_like(word)) return;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      const char name = options_[i].doc.short_name;
      if (name && word.find(name, 1) != std::string_view::npos) add(i);
    }
  }

  void add(std::size_t i) {
    if (handles_[i]) return;
    const OptionDoc& doc = options_[i].doc;
    if (!doc.takes_value()) {
      handles_[i] = app_.add_flag(cli11_names(doc));
      return;
    }
    handles_[i] = app_.add_option(cli11_names(doc));
    handles_[i]->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  void split_empty_value() {
    args_.back().pop_back();
    args_.emplace_back();
  }

  // The only way for CLI11 to fail here: the last word is an option that lacks its value.
  Error missing_value() const {
    for (const OptionState& state : options_) {
      const std::string name = option_name(state.doc);
      const bool is_last =
          !args_.empty() && (args_.back() == name || args_.back().ends_with(state.doc.short_name));
      if (!state.doc.takes_value() || !is_last) continue;
      return usage(name + " needs a value: " + std::string(state.doc.metavar));
    }
    return usage("an option lacks its value");
  }

  std::vector<OptionState>& options_;
  std::vector<CLI::Option*> handles_;
  std::vector<std::string> args_;
  CLI::App app_;
};

Command::Command() {
  options_.reserve(96);
  group("Common options");
  flag("-h", wants_short_help_, "Show the short help.").command_line_only();
  flag("--help", wants_full_help_, "Show the whole help.").command_line_only();
  flag("--version", wants_version_, "Show the versions of tool, SQLite and schema.")
      .command_line_only();
  group({});
}

OptionDoc& Command::add(std::string_view names, Binding binding, ValueKind kind,
                        std::string_view metavar, std::string_view brief) {
  OptionState& state = options_.emplace_back();
  OptionDoc& doc = state.doc;
  if (names.size() > 1 && names[0] == '-' && names[1] != '-') {
    doc.short_name = names[1];
    names.remove_prefix(std::min<std::size_t>(3, names.size()));
  }
  if (names.starts_with("--")) doc.long_name = names.substr(2);
  doc.binding = binding;
  doc.kind = kind;
  doc.metavar = metavar;
  doc.brief = brief;
  doc.group = group_;
  return doc;
}

OperandDoc& Command::operands(std::vector<std::string>& target, ValueKind kind,
                              std::string_view metavar, std::string_view brief) {
  OperandDoc& doc = operands_.emplace_back();
  doc.target = &target;
  doc.kind = kind;
  doc.metavar = metavar;
  doc.brief = brief;
  return doc;
}

OperandDoc& Command::after_dashes(std::vector<std::string>& target, std::string_view metavar,
                                  std::string_view brief) {
  OperandDoc& doc = operands(target, ValueKind::text, metavar, brief);
  doc.after_dashes = true;
  return doc;
}

base::Result<Wish> Command::parse(std::span<const char* const> words) {
  std::size_t cut = 0;
  while (cut < words.size() && std::string_view(words[cut]) != "--") ++cut;
  Parser parser(options_);
  auto ready = parser.prepare(words.first(cut));
  if (!ready) return ready.error();
  auto left = parser.run();
  if (!left) return left.error();
  for (const std::string& word : *left) {
    if (is_option_like(word)) return unknown_option(word);
  }
  const auto tail = words.subspan(std::min(cut + 1, words.size()));
  auto taken = take_verb(*left);
  // Help is given whatever else stands there, so that it can be asked for in mid-sentence.
  for (const OptionState& state : options_) {
    if (state.given.empty()) continue;
    if (state.doc.binding.target == &wants_full_help_) return Wish::full_help;
    if (state.doc.binding.target == &wants_short_help_) return Wish::short_help;
    if (state.doc.binding.target == &wants_version_) return Wish::version;
  }
  if (!taken) return taken.error();
  auto used = check_use();
  if (!used) return used.error();
  auto placed = take_words(std::move(*left), std::vector<std::string>(tail.begin(), tail.end()));
  if (!placed) return placed.error();
  return Wish::run;
}

base::Status Command::take_verb(std::vector<std::string>& words) {
  if (verbs_.empty() || words.empty()) return base::Ok{};
  std::vector<std::string_view> known;
  for (const VerbDoc& doc : verbs_) {
    if (!doc.name.empty() && doc.name == words.front()) {
      verb_ = doc.value;
      verb_given_ = true;
      set_verb_(verb_target_, verb_);
      words.erase(words.begin());
      return base::Ok{};
    }
    if (!doc.name.empty()) known.push_back(doc.name);
  }
  const std::string_view meant = nearest_word(words.front(), known);
  if (!meant.empty()) return usage("unknown verb; did you mean '" + std::string(meant) + "'?");
  std::string list;
  for (const std::string_view name : known) list += (list.empty() ? "" : ", ") + std::string(name);
  return usage("unknown verb; expected " + list);
}

base::Status Command::check_use() const {
  for (const OptionState& state : options_) {
    if (state.given.empty() || applies(state.doc)) continue;
    std::string owners;
    for (const VerbDoc& doc : verbs_) {
      const bool owns = (state.doc.verbs >> doc.value) & 1U;
      if (!owns) continue;
      owners += owners.empty() ? " " : ", ";
      owners += doc.name.empty() ? "no verb" : "'" + std::string(doc.name) + "'";
    }
    return usage(option_name(state.doc) + " does not go with this; it goes with" + owners);
  }
  return base::Ok{};
}

base::Status Command::take_words(std::vector<std::string> words, std::vector<std::string> rest) {
  OperandDoc* place = nullptr;
  for (OperandDoc& doc : operands_) {
    if (!((doc.verbs >> verb_) & 1U)) continue;
    if (doc.after_dashes) {
      if (rest.size() < doc.least) return usage("expected -- and " + std::string(doc.metavar));
      *doc.target = std::move(rest);
      rest.clear();
    } else {
      place = &doc;
    }
  }
  words.insert(words.end(), rest.begin(), rest.end());
  if (!place) return words.empty() ? base::Status(base::Ok{}) : usage("unexpected operand");
  if (words.size() < place->least) return usage("expected " + std::string(place->metavar));
  if (words.size() > place->most)
    return usage("too many operands; expected " + std::string(place->metavar));
  *place->target = std::move(words);
  return base::Ok{};
}

// Only what can be a name is shown: a word that was typed in the wrong place may be a secret.
base::Error Command::unknown_option(std::string_view word) const {
  constexpr std::size_t kLongestName = 40;
  if (!word.starts_with("--"))
    return usage("unknown option '" + std::string(word.substr(0, 2)) + "'");
  const std::string_view name = long_name_of(word);
  const bool nameable =
      !name.empty() && name.size() <= kLongestName &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
  if (!nameable) return usage("unknown option");
  std::vector<std::string_view> known;
  for (const OptionState& state : options_) {
    if (!state.doc.long_name.empty()) known.push_back(state.doc.long_name);
  }
  const auto meant = nearest_word(name, known);
  std::string message = "unknown option '--" + std::string(name) + "'";
  if (!meant.empty()) message += "; did you mean '--" + std::string(meant) + "'?";
  return usage(message);
}

base::Status Command::apply_given() {
  for (OptionState& state : options_) {
    if (state.given.empty()) continue;
    state.origin = Origin::option;
    for (const std::string& text : state.given) {
      auto done = set_option(state.doc, text);
      if (!done)
        return usage("bad value for " + option_name(state.doc) + ": " + done.error().message);
    }
  }
  return base::Ok{};
}

OptionState* Command::find(std::string_view long_name) noexcept {
  for (OptionState& state : options_) {
    if (!long_name.empty() && state.doc.long_name == long_name) return &state;
  }
  return nullptr;
}

Origin Command::origin_of(std::string_view long_name) const noexcept {
  for (const OptionState& state : options_) {
    if (!long_name.empty() && state.doc.long_name == long_name) return state.origin;
  }
  return Origin::built_in;
}

bool Command::applies(const OptionDoc& doc) const noexcept {
  return verbs_.empty() || ((doc.verbs >> verb_) & 1U);
}

std::vector<std::string> Command::registered_names() const {
  std::vector<OptionState> copy = options_;
  Parser parser(copy);
  parser.add_all();
  return parser.names();
}

}  // namespace trace::cli
