// What is known about one option, verb, example: the plain model that parsing, help, man pages and
// completions are made from. It knows nothing of CLI11. All text is static (string literals).
// Plain values, not shared between threads.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::cli {

enum class ValueKind : std::uint8_t {
  none,  // a flag
  text,
  number,
  real,
  bytes,
  duration,
  choice,
  time,
  zone,
  file,
  directory,
  trace,  // a trace id, `last`, `last~N`
};

// One accepted word of an option: its spelling, what it stands for, and words for completion.
struct Choice {
  std::string_view name;
  int value = 0;
  std::string_view brief;
};

// Make a Choice of an enumerator.
template <typename E>
constexpr Choice choice(std::string_view name, E value, std::string_view brief = {}) {
  return {name, static_cast<int>(value), brief};
}

struct OptionDoc;

// Where the value goes: typed by the functions, which are the only ones that know the target's
// type.
struct Binding {
  void* target = nullptr;
  base::Status (*set)(void* target, const OptionDoc& doc, std::string_view text) = nullptr;
  std::string (*show)(const void* target, const OptionDoc& doc) = nullptr;
};

using VerbBits = std::uint32_t;
inline constexpr VerbBits kAllVerbs = ~VerbBits{0};

struct OptionDoc {
  char short_name = 0;
  std::string_view long_name;
  std::string_view metavar;
  std::string_view group;
  std::string_view brief;
  std::string_view extra;         // further sentences, for --help and the man page
  std::string_view default_text;  // when the default is worked out later (a path)
  std::string_view variable;      // the name of its variable when it is not TRACE_<LONG_NAME>
  std::string_view setting_key;   // its key among the settings kept in the store
  std::string_view stored;        // a SELECT of what completion offers (stored_names.h)
  std::string_view file_option;   // the option that names a file, when this one is taken for it
  std::span<const Choice> choices;
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  VerbBits verbs = kAllVerbs;
  ValueKind kind = ValueKind::none;
  bool repeatable = false;
  bool splits = false;                // a list of values separated by commas
  bool on_command_line_only = false;  // never from a variable or a config file
  bool from_environment = true;
  bool essential = false;     // shown by -h
  bool may_be_empty = false;  // an empty value has a meaning of its own
  Binding binding;

  // Accept only numbers from `from` to `to`.
  OptionDoc& range(std::int64_t from, std::int64_t to) { return low = from, high = to, *this; }
  // Accept only the words of `list`, which must live as long as the program.
  OptionDoc& one_of(std::span<const Choice> list) { return choices = list, *this; }
  // Add sentences for --help and the man page.
  OptionDoc& details(std::string_view text) { return extra = text, *this; }
  // Say what the default is when it is worked out later.
  OptionDoc& default_is(std::string_view text) { return default_text = text, *this; }
  // Suggest `option` when the value looks like a file name (`-o run.html`).
  OptionDoc& files_go_to(std::string_view option) { return file_option = option, *this; }
  // Complete it with what a store has: `select` gives one column.
  OptionDoc& offers(std::string_view select) { return stored = select, *this; }
  // Split each value at commas.
  OptionDoc& list() { return splits = true, *this; }
  // Show it already on the first screen (-h).
  OptionDoc& first_screen() { return essential = true, *this; }
  // Refuse it in a config file and ignore it in the environment.
  OptionDoc& command_line_only() { return on_command_line_only = true, *this; }
  // Do not read TRACE_<LONG_NAME>: filters and names that must not leak in from outside.
  OptionDoc& no_variable() { return from_environment = false, *this; }
  // Name its key among the settings kept in the store.
  OptionDoc& setting(std::string_view key) { return setting_key = key, *this; }
  // Accept it with these verbs only.
  template <typename... Verb>
  OptionDoc& on(Verb... verb) {
    verbs = (VerbBits{0} | ... | (VerbBits{1} << static_cast<unsigned>(verb)));
    return *this;
  }
  // Accept an empty value. Without it one is refused: `--db "$UNSET"` must not mean the default.
  OptionDoc& allow_empty() { return may_be_empty = true, *this; }
  bool takes_value() const noexcept { return kind != ValueKind::none; }
};

struct VerbDoc {
  std::string_view name;  // empty: what the tool does without a verb
  int value = 0;
  std::string_view operands;  // as shown in a synopsis: "T…", "[FILE…]"
  std::string_view brief;
};

struct ExampleDoc {
  std::string_view line;
  std::string_view brief;
};

}  // namespace trace::cli
