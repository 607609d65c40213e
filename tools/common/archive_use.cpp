#include "common/archive_use.h"

#include "common/exit_code.h"
#include "common/message.h"

namespace trace::cli {

void declare_archives(Command& command, std::string& archives) {
  OptionDoc& doc = command.value("--archives", archives, ValueKind::file, "DIR",
                                 "Where archived months are, which are read, too.");
  doc.group = "Common options";
  doc.default_is("the setting archives of the store");
}

store::Archives archives_of(store::Database& db, const std::string& given) {
  return {db, given.empty() ? store::archive_folder(db) : given};
}

int say_unread(std::string_view tool, const store::Archives& archives, int code) {
  for (const auto& problem : archives.problems())
    print_message(tool, problem.message + "; what is archived there is not shown");
  if (code != 0 || archives.problems().empty()) return code;
  return exit_number(exit_of(archives.problems().front().code));
}

}  // namespace trace::cli
