#include "common/filter_options.h"

#include "common/shared_options.h"
#include "common/stored_names.h"

#include <array>

namespace trace::cli {
namespace {

constexpr std::array kStatuses{
    choice("queued", 0, "not begun"),           choice("running", 1, "not ended"),
    choice("success", 2, "ended well"),         choice("error", 3, "ended with an error"),
    choice("timeout", 4, "ran out of time"),    choice("canceled", 5, "was stopped"),
    choice("abandoned", 6, "recorder is gone"), choice("quota_exceeded", 7, "refused for quota")};

struct NamedList {
  std::string_view name;
  std::vector<std::string> FilterOptions::*list;
  std::string_view metavar;
  std::string_view brief;
  std::string_view stored;
};

constexpr std::array kLists{
    NamedList{"--host", &FilterOptions::host, "NAME,…", "Only from these hosts.", stored::kHosts},
    NamedList{"--parent", &FilterOptions::parent, "T,…", "Only children of these traces.",
              stored::kTraces},
    NamedList{"--session", &FilterOptions::session, "ID,…", "Only of these sessions.",
              stored::kSessions},
    NamedList{"--source", &FilterOptions::source, "WORD,…", "Only from these sources.",
              stored::kSources},
    NamedList{
        "--source-ref", &FilterOptions::source_ref, "TEXT,…", "Only with these references.", {}},
    NamedList{"--actor", &FilterOptions::actor, "NAME,…", "Only by these actors.", stored::kActors},
    NamedList{"--user", &FilterOptions::user, "NAME,…", "Only with requests of these users.",
              stored::kUsers},
    NamedList{"--token", &FilterOptions::token, "ID,…", "Only with requests of these API tokens.",
              stored::kTokens},
    NamedList{"--account", &FilterOptions::account, "ID,…", "Only with requests of these accounts.",
              stored::kAccounts},
    NamedList{"--model", &FilterOptions::model, "NAME,…", "Only with these models.",
              stored::kModels},
    NamedList{"--provider", &FilterOptions::provider, "NAME,…", "Only with these providers.",
              stored::kProviders},
    NamedList{"--mode", &FilterOptions::mode, "WORD,…", "Only in these modes.", stored::kModes},
    NamedList{"--error-code", &FilterOptions::error_code, "CODE,…", "Only with these error codes.",
              stored::kErrorCodes},
};

}  // namespace

void declare_filters(Command& command, FilterOptions& options, VerbBits verbs) {
  command.group("Filters");
  const std::size_t first = command.options().size();
  declare_since(command, options.since);
  declare_until(command, options.until);
  command.value("--status", options.status, ValueKind::choice, "S,…", "Only in these states.")
      .one_of(kStatuses)
      .list()
      .first_screen();
  for (const NamedList& entry : kLists) {
    command.value(entry.name, options.*entry.list, ValueKind::text, entry.metavar, entry.brief)
        .offers(entry.stored)
        .list();
  }
  command.value("--cwd", options.cwd, ValueKind::directory, "PATH", "Only started in this folder.")
      .details("A single dot is the current folder.");
  command.value("--tag", options.tags, ValueKind::text, "K=V", "Only with this tag.");
  command.value("--min-duration", options.min_duration, ValueKind::duration, "DUR",
                "Only at least this long.");
  command
      .value("--min-tokens", options.min_tokens, ValueKind::number, "N",
             "Only with at least N tokens.")
      .range(0, std::numeric_limits<std::int64_t>::max());
  command.value("--grep", options.grep, ValueKind::text, "TEXT", "Only where this text occurs.");
  command
      .value("--where", options.where, ValueKind::text, "EXPR",
             "Only where this SQL expression holds.")
      .details("It is a read-only expression over the columns of the view.");
  for (std::size_t i = first; i < command.options().size(); ++i) {
    command.options()[i].doc.verbs = verbs;
    command.options()[i].doc.from_environment = false;
  }
}

}  // namespace trace::cli
