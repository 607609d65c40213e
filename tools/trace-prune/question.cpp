#include "trace-prune/question.h"

#include "base/fd.h"

#include <array>
#include <unistd.h>

namespace trace::tools {

bool agrees(const std::string& question) {
  base::write_all(STDERR_FILENO, question + " [y/N] ", "the terminal");
  std::array<char, 64> answer{};
  const ssize_t got = ::read(STDIN_FILENO, answer.data(), answer.size());
  return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

}  // namespace trace::tools
