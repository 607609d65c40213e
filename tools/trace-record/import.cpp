#include "trace-record/import_job.h"
#include "trace-record/import_paths.h"
#include "trace-record/signals.h"
#include "trace-record/verbs.h"

#include "common/progress.h"

#include <csignal>

namespace trace::tools {
namespace {

// Reads the files one after the other, with a look at the signals and the progress between chunks.
class Import {
 public:
  explicit Import(VerbContext& context)
      : context_(context), job_(context.options(), context.environment()) {}

  int run() {
    const auto paths = find_import_paths(context_.options(), context_.environment());
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
    const int code = job_.finish();
    return signal_ != 0 ? 128 + signal_ : code;
  }

 private:
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
