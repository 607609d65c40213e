#include "trace-record/import_paths.h"

#include "sources/known_places.h"

#include "common/id_input.h"
#include "common/message.h"

#include <sys/stat.h>
#include <unistd.h>

namespace trace::tools {
namespace {

sources::Variable variables_of(const cli::Environment& environment) {
  return [&environment](std::string_view name) -> std::optional<std::string> {
    const auto value = environment.get_filled(name);
    if (!value) return std::nullopt;
    return std::string(*value);
  };
}

}  // namespace

ImportPaths find_import_paths(const RecordOptions& options, const cli::Environment& environment) {
  ImportPaths paths;
  for (const auto& operand :
       cli::expand_ids(options.operands, options.paths_end_with_nul, STDIN_FILENO)) {
    const bool is_agent = sources::is_known_agent(operand);
    if (is_agent) {
      const auto before = paths.found.files.size();
      for (const auto& place : sources::known_places(operand, variables_of(environment))) {
        sources::find_files(place, false, paths.found);
        paths.patterns.push_back(place);
      }
      if (paths.found.files.size() == before && !options.messages.quiet)
        cli::print_message("trace-record", "no sessions of '" + operand + "' where it keeps them");
    } else {
      sources::find_files(operand, true, paths.found);
      paths.patterns.push_back(operand);
    }
  }
  for (const auto& file : paths.found.files) {
    struct stat st {};
    if (::stat(file.c_str(), &st) == 0) paths.bytes += static_cast<std::uint64_t>(st.st_size);
  }
  return paths;
}

}  // namespace trace::tools
