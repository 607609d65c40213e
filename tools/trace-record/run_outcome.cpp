#include "trace-record/run_outcome.h"

#include "trace-record/child_process.h"

#include "common/exit_code.h"

#include <csignal>
#include <cstring>
#include <sys/wait.h>

namespace trace::tools {
namespace {

constexpr int kExitTimeout = 124, kExitBudget = 1, kExitSignal = 128;

RunOutcome of_signal(int number) {
  RunOutcome out;
  out.exit = kExitSignal + number;
  const bool is_wish = number == SIGINT || number == SIGTERM;
  out.end.status = is_wish ? model::RunStatus::canceled : model::RunStatus::error;
  out.end.error_code = is_wish ? "canceled" : "crashed";
  out.end.error_message =
      "ended by signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
  return out;
}

}  // namespace

RunOutcome outcome_of(int wait_status, Breach breach) {
  if (breach == Breach::timeout)
    return {{model::RunStatus::timeout, "timeout", "longer than --timeout"}, kExitTimeout};
  if (breach == Breach::budget)
    return {{model::RunStatus::error, "budget_exceeded", "over --max-cost or --max-tokens"},
            kExitBudget};
  if (breach == Breach::refused)
    return {{model::RunStatus::error, "input_refused", "a line was not understood (--strict)"},
            cli::exit_number(cli::Exit::rejected)};
  if (WIFSIGNALED(wait_status)) return of_signal(WTERMSIG(wait_status));
  const int code = WEXITSTATUS(wait_status);
  if (code == 0) return {{model::RunStatus::success, {}, {}}, 0};
  const std::string text = std::to_string(code);
  return {{model::RunStatus::error, "exit_" + text, "exit status " + text}, code};
}

RunOutcome outcome_of_start(int error) {
  const int code = exit_of_start_error(error);
  return {{model::RunStatus::error, "exit_" + std::to_string(code),
           std::string("the command did not start: ") + std::strerror(error)},
          code};
}

}  // namespace trace::tools
