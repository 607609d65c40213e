#include "sources/folder_watch.h"
#include "trace-record/import_job.h"
#include "trace-record/import_paths.h"
#include "trace-record/signals.h"
#include "trace-record/verbs.h"

#include "common/progress.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <set>
#include <string>
#include <vector>

namespace trace::tools {
namespace {

constexpr int kBusy = 20, kQuiet = 1000;  // ms

// Reads the files one after the other, with a look at the signals and the progress between chunks.
class Import {
 public:
  explicit Import(VerbContext& context)
      : context_(context), job_(context.options(), context.environment()) {}

  int run() {
    const bool watches = context_.options().watch;
    std::optional<sources::FolderWatch> watch;
    if (watches) watch.emplace();
    const auto paths = find_import_paths(context_.options(), context_.environment());
    // First the watch, then the reading: what is written meanwhile is told.
    if (watch) watch_folders(*watch, paths.found);
    for (const auto& pattern : paths.patterns)
      if (watch) watch->add(nearest_folder(pattern));
    for (const auto& error : paths.found.errors) job_.refuse(error);
    cli::Progress progress(context_.options().progress, paths.bytes);
    const auto stops = [&] {
      progress.update(job_.lines(), job_.bytes_read());
      return has_signal();
    };
    for (const auto& file : paths.found.files) {
      if (job_.must_stop() || stops()) break;
      job_.read(file, ImportJob::Named::no, stops);
    }
    progress.finish();
    if (watch) follow(*watch, paths);
    const int code = job_.finish();
    return signal_ != 0 ? 128 + signal_ : code;
  }

 private:
  static void watch_folders(sources::FolderWatch& watch, const sources::FoundFiles& found) {
    for (const auto& folder : found.folders) watch.add(folder);
    for (const auto& file : found.files) {
      const auto slash = file.rfind('/');
      watch.add(slash == std::string::npos ? "." : file.substr(0, slash + (slash == 0 ? 1 : 0)));
    }
  }

  // Until a signal: what is written into the files, and the files that appear.
  void follow(sources::FolderWatch& watch, const ImportPaths& paths) {
    std::set<std::string> wanted, others;
    for (const auto& file : paths.found.files) wanted.insert(plain(file));
    while (!has_signal() && !job_.must_stop()) {
      std::array<pollfd, 2> fds{pollfd{watch.fd(), POLLIN, 0}, pollfd{signals_.fd(), POLLIN, 0}};
      ::poll(fds.data(), fds.size(), job_.is_busy() ? kBusy : kQuiet);
      auto changes = watch.take();
      bool is_strange = false;
      for (const auto& file : changes.files)
        is_strange = is_strange || !(wanted.contains(plain(file)) || others.contains(plain(file)));
      if (is_strange || changes.has_new_folders || changes.has_gaps)
        look_again(watch, paths.patterns, wanted, changes.files);
      for (const auto& file : changes.files)
        if (wanted.contains(plain(file)))
          job_.follow(plain(file));
        else
          others.insert(plain(file));
      job_.rest();
    }
  }

  // Files that are new count as changed.
  static void look_again(sources::FolderWatch& watch, const std::vector<std::string>& patterns,
                         std::set<std::string>& wanted, std::set<std::string>& changed) {
    sources::FoundFiles found;
    for (const auto& pattern : patterns) sources::find_files(pattern, false, found);
    watch_folders(watch, found);
    for (const auto& file : found.files)
      if (wanted.insert(plain(file)).second) changed.insert(plain(file));
  }

  // Where the first file of a pattern, or a missing folder on the way to it, would appear.
  static std::string nearest_folder(const std::string& pattern) {
    auto path = std::filesystem::path(pattern.substr(0, pattern.find_first_of("*?[")));
    std::error_code error;
    while (!path.empty() && path != path.root_path() && !std::filesystem::is_directory(path, error))
      path = path.parent_path();
    return path.empty() ? "." : path.string();
  }

  // The same file by one name.
  static std::string plain(const std::string& file) {
    return std::filesystem::path(file).lexically_normal().string();
  }

  bool has_signal() {
    while (const auto number = signals_.next())
      if (*number != SIGUSR1 && signal_ == 0) signal_ = *number;
    return signal_ != 0;
  }

  VerbContext& context_;
  Signals signals_;
  ImportJob job_;
  int signal_ = 0;
};

}  // namespace

int import_files(VerbContext& context) {
  Import import(context);
  return import.run();
}

}  // namespace trace::tools
