// The command line of one tool: its verbs, options, operands and examples, and how they are parsed.
// Each call that adds an option also records its documentation, so no option is without. This is
// the only user of CLI11, which sees just the options that a command line mentions: starting stays
// cheap. Not for running anything (run_main.h). Not shared between threads.
#pragma once

#include "base/result.h"
#include "common/binding.h"
#include "common/environment.h"
#include "common/option_doc.h"

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace trace::cli {

// Where a value comes from, strongest first.
enum class Origin : std::uint8_t { option, variable, config_file, setting, built_in };

struct OptionState {
  OptionDoc doc;
  Origin origin = Origin::built_in;
  std::string where;               // the variable, or file and line
  std::vector<std::string> given;  // what the command line said, in order
};

struct OperandDoc {
  std::vector<std::string>* target = nullptr;
  std::string_view metavar;
  std::string_view brief;
  ValueKind kind = ValueKind::text;
  VerbBits verbs = kAllVerbs;
  std::size_t least = 0;
  std::size_t most = static_cast<std::size_t>(-1);
  bool after_dashes = false;  // takes what follows the first `--`, untouched

  template <typename... Verb>
  OperandDoc& on(Verb... verb) {
    verbs = (VerbBits{0} | ... | (VerbBits{1} << static_cast<unsigned>(verb)));
    return *this;
  }
  OperandDoc& count(std::size_t from, std::size_t to) { return least = from, most = to, *this; }
  OperandDoc& at_least(std::size_t from) { return least = from, *this; }
};

// Make a VerbDoc of an enumerator below 32.
template <typename E>
constexpr VerbDoc verb(std::string_view name, E value, std::string_view operands,
                       std::string_view brief) {
  return {name, static_cast<int>(value), operands, brief};
}

// What the command line asks for.
enum class Wish : std::uint8_t { run, short_help, full_help, version };

class Command {
 public:
  Command();

  // --- declaring: all text must live as long as the program, all variables as long as this ---
  // Name the tool and say in a few words what it does.
  void about(std::string_view tool, std::string_view brief) { tool_ = tool, brief_ = brief; }
  // Put the following options under this heading.
  void group(std::string_view heading) { group_ = heading; }
  // Accept these verbs; what `target` holds now is meant when none is given.
  template <typename E>
  void verbs(E& target, std::span<const VerbDoc> docs) {
    verbs_ = docs;
    verb_target_ = &target;
    verb_ = static_cast<int>(target);
    set_verb_ = [](void* variable, int value) {
      *static_cast<E*>(variable) = static_cast<E>(value);
    };
  }
  // Add a switch. `names` is "-x,--long", "--long" or "-x".
  OptionDoc& flag(std::string_view names, bool& target, std::string_view brief) {
    return add(names, bind_to(target), ValueKind::none, {}, brief);
  }
  // Add an option with a value; a vector collects each use, otherwise the last one counts.
  template <typename T>
  OptionDoc& value(std::string_view names, T& target, ValueKind kind, std::string_view metavar,
                   std::string_view brief) {
    OptionDoc& doc = add(names, bind_to(target), kind, metavar, brief);
    doc.repeatable = IsVector<T>::value;
    return doc;
  }
  // Add an option that takes one of a few words.
  template <typename T>
  OptionDoc& choice(std::string_view names, T& target, std::span<const Choice> words,
                    std::string_view metavar, std::string_view brief) {
    return value(names, target, ValueKind::choice, metavar, brief).one_of(words);
  }
  // Take the words that are no options.
  OperandDoc& operands(std::vector<std::string>& target, ValueKind kind, std::string_view metavar,
                       std::string_view brief);
  // Take what follows the first `--`, untouched.
  OperandDoc& after_dashes(std::vector<std::string>& target, std::string_view metavar,
                           std::string_view brief);
  // Add a line for EXAMPLES; it must parse.
  void example(std::string_view line, std::string_view brief) {
    examples_.push_back({line, brief});
  }

  // --- parsing ---
  // Read the words after the program's name. bad_usage names the option, never its value.
  base::Result<Wish> parse(std::span<const char* const> words);
  // Give each option that the command line set its value. bad_usage names the option.
  base::Status apply_given();

  // --- what is known ---
  std::string_view tool() const noexcept { return tool_; }
  std::string_view brief() const noexcept { return brief_; }
  int verb_value() const noexcept { return verb_; }
  bool verb_was_given() const noexcept { return verb_given_; }
  std::span<const VerbDoc> verb_docs() const noexcept { return verbs_; }
  std::vector<OptionState>& options() noexcept { return options_; }
  const std::vector<OptionState>& options() const noexcept { return options_; }
  const std::vector<OperandDoc>& operand_docs() const noexcept { return operands_; }
  const std::vector<ExampleDoc>& examples() const noexcept { return examples_; }
  // Return the option with this long name (without dashes), or null.
  OptionState* find(std::string_view long_name) noexcept;
  // Return what says where the value of an option comes from; built_in for unknown names.
  Origin origin_of(std::string_view long_name) const noexcept;
  // Tell whether an option may be used with the chosen verb.
  bool applies(const OptionDoc& doc) const noexcept;
  // Register every option with CLI11 and return the names that it then knows, dashes included.
  std::vector<std::string> registered_names() const;

 private:
  class Parser;
  OptionDoc& add(std::string_view names, Binding binding, ValueKind kind, std::string_view metavar,
                 std::string_view brief);
  base::Status take_words(std::vector<std::string> words, std::vector<std::string> rest);
  base::Status take_verb(std::vector<std::string>& words);
  base::Status check_use() const;
  base::Error unknown_option(std::string_view word) const;

  std::string_view tool_;
  std::string_view brief_;
  std::string_view group_;
  std::vector<OptionState> options_;
  std::vector<OperandDoc> operands_;
  std::vector<ExampleDoc> examples_;
  std::span<const VerbDoc> verbs_;
  void* verb_target_ = nullptr;
  void (*set_verb_)(void*, int) = nullptr;
  int verb_ = 0;
  bool verb_given_ = false;
  bool wants_short_help_ = false;
  bool wants_full_help_ = false;
  bool wants_version_ = false;
};

// Write an option as a user types it: `--limit`, or `-0` when it has no long name.
std::string option_name(const OptionDoc& doc);

// Set the variable of an option from text, splitting lists. bad_usage says what is accepted.
base::Status set_option(const OptionDoc& doc, std::string_view text);

}  // namespace trace::cli
