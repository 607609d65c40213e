#include "common/terminal.h"

#include "common/value.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace trace::cli {

bool is_terminal(int fd) noexcept { return ::isatty(fd) == 1; }

std::size_t terminal_width(int fd, const Environment& environment) noexcept {
  constexpr std::size_t kUsual = 80;
  constexpr std::int64_t kWidest = 10000;
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const auto text = environment.get_filled("COLUMNS");
  if (!text) return kUsual;
  const auto columns = parse_number(*text);
  if (!columns || *columns < 1 || *columns > kWidest) return kUsual;
  return static_cast<std::size_t>(*columns);
}

// no-color.org: any non-empty value; bixense.com/clicolors: CLICOLOR_FORCE other than 0.
bool use_color(When color, bool terminal, const Environment& environment) noexcept {
  if (color != When::automatic) return color == When::always;
  if (environment.get_filled("NO_COLOR")) return false;
  const auto force = environment.get_filled("CLICOLOR_FORCE");
  if (force && *force != "0") return true;
  const auto term = environment.get_filled("TERM");
  const bool wanted = environment.get("CLICOLOR").value_or("1") != "0";
  return terminal && wanted && term && *term != "dumb";
}

}  // namespace trace::cli
