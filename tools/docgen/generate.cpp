#include "docgen/generate.h"

#include "docgen/tools.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/render_completions.h"
#include "common/render_help.h"
#include "common/render_man.h"

#include <fcntl.h>

namespace trace::docgen {
namespace {

constexpr std::size_t kLongestPage = std::size_t{1} << 20;

std::string read_if_there(const std::string& path) {
  try {
    return base::read_file(path, kLongestPage);
  } catch (const base::Failure& failure) {
    if (failure.code() == base::Errc::not_found) return {};
    throw;
  }
}

void add_pages(std::vector<Page>& pages, const cli::Command& command, const std::string& source) {
  const std::string tool(command.tool());
  const std::string prose = base::read_file(source + "/man/" + tool + ".1.in", kLongestPage);
  auto page = cli::render_man(command, prose);
  if (!page)
    throw base::Failure(page.error().code, "man/" + tool + ".1.in: " + page.error().message);
  pages.push_back({"man/" + tool + ".1", std::move(*page)});
  pages.push_back({"completions/bash/" + tool, cli::render_bash(command)});
  pages.push_back({"completions/zsh/_" + tool, cli::render_zsh(command)});
  pages.push_back({"completions/fish/" + tool + ".fish", cli::render_fish(command)});
  // What the built tool must print: the case of the command line beside it compares.
  pages.push_back({"tests/cli/" + tool + "/help/stdout", cli::render_full_help(command)});
}

}  // namespace

std::vector<Page> render_all(const std::string& source) {
  std::vector<Page> pages;
  for_each_tool([&](cli::Command& command) { add_pages(pages, command, source); });
  return pages;
}

int generate(const std::string& source, bool write) {
  int code = cli::exit_number(cli::Exit::ok);
  for (const Page& page : render_all(source)) {
    const std::string path = source + "/" + page.path;
    if (read_if_there(path) == page.text) continue;
    if (write) {
      const base::Fd file = base::open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
      base::write_all(file.get(), page.text, path.c_str());
      continue;
    }
    cli::print_message(
        "docgen",
        page.path + " is out of date; run 'cmake --build build --target docs' and commit");
    code = cli::exit_number(cli::Exit::no);
  }
  return code;
}

}  // namespace trace::docgen
