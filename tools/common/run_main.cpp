#include "common/run_main.h"

#include "base/fd.h"
#include "common/message.h"
#include "common/render_help.h"
#include "common/resolve.h"
#include "common/version.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <unistd.h>

namespace trace::cli {
namespace {

void print(const std::string& text) { base::write_all(STDOUT_FILENO, text, "the output"); }

int answer(const Command& command, Wish wish) {
  switch (wish) {
    case Wish::short_help:
      print(render_short_help(command));
      break;
    case Wish::full_help:
      print(render_full_help(command));
      break;
    case Wish::version:
      print(version_text(command.tool()));
      break;
    case Wish::run:
      break;
  }
  return exit_number(Exit::ok);
}

// A closed pipe ends a tool even when its parent ignores SIGPIPE; trace-record decides otherwise
// later. A descriptor below 3 that is closed must not become that of the store: it is taken by a
// /dev/null that fails in the direction that matters.
void settle_process() {
  ::signal(SIGPIPE, SIG_DFL);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    [[maybe_unused]] const int taken =
        ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int parse_and_run(std::span<const char* const> words, Command& command,
                  const std::function<int()>& body) {
  const Wish wish = command.parse(words).or_throw();
  if (wish != Wish::run) return answer(command, wish);
  resolve(command, Environment::of_process());
  const int code = body();
  // What stdio still holds must reach the file: a full disk shows up here at the latest.
  if (std::fflush(stdout) != 0) throw base::Failure(base::Errc::io, "cannot write the output");
  return code;
}

}  // namespace

int run_main(int argc, char** argv, Command& command, const std::function<int()>& body) {
  settle_process();
  const auto count = static_cast<std::size_t>(argc > 1 ? argc - 1 : 0);
  try {
    return parse_and_run({argv + 1, count}, command, body);
  } catch (const base::Failure& failure) {
    print_message(command.tool(), failure.what());
    return exit_number(exit_of(failure.code()));
  } catch (const std::exception& bug) {
    print_message(command.tool(), std::string("this is a bug: ") + bug.what());
  } catch (...) {
    print_message(command.tool(), "this is a bug: unknown exception");
  }
  return exit_number(Exit::bug);
}

int refuse_terminal(const Command& command) {
  base::write_all(STDERR_FILENO, render_short_help(command), "the help");
  return exit_number(Exit::usage);
}

}  // namespace trace::cli
