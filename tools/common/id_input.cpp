#include "common/id_input.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <unistd.h>

namespace trace::cli {
namespace {

using base::Errc;
using base::Failure;

constexpr std::size_t kLongestId = 4096;
constexpr std::size_t kLongestInput = std::size_t{64} << 20;

std::string read_all(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Failure(Errc::io, std::string("cannot read ids from stdin: ") + std::strerror(errno));
    if (n == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
    if (text.size() > kLongestInput)
      throw Failure(Errc::bad_usage, "more than 64 MiB of ids on stdin");
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

void add_ids(std::vector<std::string>& out, std::string_view text, char end) {
  while (!text.empty()) {
    auto id = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), id.size() + 1));
    if (end == '\n') id = trimmed(id);
    if (id.size() > kLongestId)
      throw Failure(Errc::bad_usage, "an id on stdin is longer than 4096 bytes");
    if (!id.empty()) out.emplace_back(id);
  }
}

}  // namespace

std::vector<std::string> expand_ids(const std::vector<std::string>& operands, bool ends_with_nul,
                                    int fd) {
  std::vector<std::string> out;
  for (const std::string& operand : operands) {
    if (operand == "-") {
      add_ids(out, read_all(fd), ends_with_nul ? '\0' : '\n');
    } else {
      out.push_back(operand);
    }
  }
  return out;
}

}  // namespace trace::cli
