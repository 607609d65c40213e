#include "common/shared_options.h"

#include <array>

namespace trace::cli {
namespace {

constexpr std::array kWhen{choice("auto", When::automatic, "decide by the terminal"),
                           choice("always", When::always, "also into a file or pipe"),
                           choice("never", When::never, "not at all")};

// Put an option under the heading that all tools have.
OptionDoc& common(OptionDoc& doc) {
  doc.group = "Common options";
  return doc;
}

std::string in_state_folder(const std::string& given, const char* name,
                            const Environment& environment) {
  if (!given.empty()) return given;
  const auto folder = state_folder(environment);
  if (folder) return *folder + "/" + name;
  throw base::Failure(base::Errc::configuration, "HOME is not set; say where with an option");
}

}  // namespace

void declare_store(Command& command, StoreOptions& options) {
  common(command.value("--db", options.db, ValueKind::file, "PATH", "Use this store."))
      .default_is("$XDG_STATE_HOME/trace/trace.db")
      .first_screen();
  declare_config(command, options.config);
}

void declare_config(Command& command, std::string& config) {
  OptionDoc& doc = common(
      command.value("--config", config, ValueKind::file, "FILE", "Read options from this file."));
  doc.default_is("$XDG_CONFIG_HOME/trace/config.toml");
  doc.details("A section has the name of a tool, a key that of a long option.");
}

OptionDoc& declare_since(Command& command, std::string& since) {
  return command
      .value("--since", since, ValueKind::time, "TIME", "Only what began at TIME or later.")
      .details(
          "RFC 3339, 2026-11-20, '2026-11-20 03:00 Asia/Shanghai', today, yesterday, '2h ago', "
          "-90m, "
          "7d or @1700000000; m is a minute, M a month.")
      .no_variable()
      .first_screen();
}

OptionDoc& declare_until(Command& command, std::string& until) {
  return command.value("--until", until, ValueKind::time, "TIME", "Only what began before TIME.")
      .no_variable();
}

void declare_zone(Command& command, std::string& zone) {
  common(
      command.value("--tz", zone, ValueKind::zone, "ZONE", "Where days begin and times are shown."))
      .details("local, UTC or an IANA name such as Asia/Shanghai. JSON is always in UTC.");
}

void declare_key_file(Command& command, std::string& key_file) {
  common(command.value("--key-file", key_file, ValueKind::file, "FILE",
                       "The key of keyed pseudonyms."))
      .details("It is made on first use.")
      .default_is("$XDG_STATE_HOME/trace/key");
}

OptionDoc& declare_pager(Command& command, bool& no_pager) {
  return common(command.flag("--no-pager", no_pager, "Do not show long tables through a pager."));
}

void declare_messages(Command& command, MessageOptions& options) {
  common(command.flag("-q,--quiet", options.quiet, "Fewer messages on stderr."));
  common(command.flag("-v,--verbose", options.verbose, "More messages on stderr."));
}

void declare_color(Command& command, When& color) {
  common(command.choice("--color", color, kWhen, "WHEN", "When to use colors."))
      .details("NO_COLOR, CLICOLOR_FORCE and TERM=dumb count, too.");
}

void declare_progress(Command& command, When& progress) {
  common(command.choice("--progress", progress, kWhen, "WHEN",
                        "When to show a progress line on stderr."));
}

std::string store_path(const StoreOptions& options, const Environment& environment) {
  return in_state_folder(options.db, "trace.db", environment);
}

std::string key_path(const std::string& given, const Environment& environment) {
  return in_state_folder(given, "key", environment);
}

}  // namespace trace::cli
