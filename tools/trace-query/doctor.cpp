#include "trace-query/doctor.h"

#include "integrity/doctor.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "formats/json_text.h"

#include <csignal>
#include <cstdio>
#include <memory>

namespace trace::tools {
namespace {

using formats::Cell;
using formats::Column;
using integrity::Finding;

// Traces that were begun anew while their archive was away: what is in that is not shown.
void find_parted(Session& session, std::size_t archive, const integrity::FindingOut& out) {
  auto& archives = session.archives();
  const auto hidden = store::ArchiveIndex(session.db()).hidden(archives.month(archive).name);
  constexpr const char* kRow = "SELECT id FROM main.traces WHERE uid = ?1";
  store::Statement here(session.db(), kRow), there(*archives.open(archive), kRow);
  for (const auto& uid : hidden) {
    const auto one = here.with(uid).step(), other = there.with(uid).step();
    if (one && other && one->i64(0) != other->i64(0))
      out({"archive-parted",
           "trace '" + uid + "' was begun anew while '" + archives.path(archive) +
               "' was away; what that has of it is not shown",
           "trace-query show " + integrity::in_quotes(uid) + " --db " +
               integrity::in_quotes(archives.path(archive))});
    here.reset();
    there.reset();
  }
}

void examine_archives(Session& session, const integrity::FindingOut& out) {
  auto& archives = session.archives();
  for (std::size_t i = 0; i < archives.size(); ++i) {
    const auto before = archives.problems().size();
    if (archives.open(i) != nullptr) {
      if (archives.is_known(i)) find_parted(session, i, out);
    } else if (archives.problems().size() > before) {
      const auto& problem = archives.problems().back();
      const bool is_away = problem.code == base::Errc::not_found;
      out({is_away ? "archive-missing" : "archive-unreadable", problem.message,
           is_away ? "trace-record config set archives DIR"
                   : "trace-query verify --db " + integrity::in_quotes(archives.path(i))});
    }
  }
}

std::vector<Finding> examine(Session& session) {
  std::vector<Finding> findings;
  const auto out = [&](Finding finding) {
    if (!finding.is_only_told || session.options().messages.verbose)
      findings.push_back(std::move(finding));
  };
  try {
    session.db();
  } catch (const base::Failure& failure) {
    auto finding = integrity::examine_closed(session.path(), session.spool_places(), failure);
    if (!finding) throw;
    out(std::move(*finding));
    return findings;
  }
  integrity::examine({session.db(), session.path(), session.spool_places(), session.now()}, out);
  examine_archives(session, out);
  return findings;
}

void print(Session& session, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  auto writer = formats::make_row_writer(session.format(), session.out(), session.writer_options());
  const std::vector<Column> columns{
      {.key = "code", .title = "CODE", .priority = 0, .min_width = 16},
      {.key = "what", .title = "WHAT", .priority = 0, .min_width = 24},
      {.key = "do", .title = "DO", .priority = 0, .min_width = 24}};
  writer->begin(columns);
  for (const auto& finding : findings) {
    const std::vector<Cell> row{finding.code, std::string_view(finding.what),
                                std::string_view(finding.fix)};
    writer->row(row);
  }
  writer->end();
}

// What it prints goes to stderr: stdout has the findings.
void alert(Session& session, const std::vector<Finding>& findings) {
  const std::string& command = session.options().doctor.alert_command;
  if (command.empty()) return;
  std::string lines;
  for (const auto& finding : findings) {
    lines += "{\"code\":\"" + std::string(finding.code) + "\",\"what\":";
    formats::append_json_string(lines, finding.what);
    lines += ",\"do\":";
    formats::append_json_string(lines, finding.fix);
    lines += "}\n";
  }
  std::signal(SIGPIPE, SIG_IGN);  // it need not read them
  FILE* pipe = popen(("{ " + command + "\n} 1>&2").c_str(), "w");
  const bool was_written = pipe != nullptr && std::fputs(lines.c_str(), pipe) >= 0;
  const int status = pipe == nullptr ? -1 : pclose(pipe);
  std::signal(SIGPIPE, SIG_DFL);
  if (!was_written || status != 0) session.say("the alert command failed");
}

int print_coverage(Session& session) {
  const auto coverage = integrity::error_coverage(session.db());
  auto writer = formats::make_row_writer(session.format(), session.out(), session.writer_options());
  std::vector<Column> columns;
  for (const char* key : {"failed", "with_code", "with_message", "with_event", "with_all",
                          "coverage", "children", "children_without_parent"})
    columns.push_back({.key = key, .right_aligned = true, .priority = 0});
  writer->begin(columns);
  Cell share;
  if (coverage.failed > 0)
    share = static_cast<double>(coverage.with_all) / static_cast<double>(coverage.failed);
  const std::vector<Cell> row{coverage.failed,       coverage.with_code,
                              coverage.with_message, coverage.with_event,
                              coverage.with_all,     share,
                              coverage.children,     coverage.children_without_parent};
  writer->row(row);
  writer->end();
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace

int print_doctor(Session& session) {
  if (session.options().doctor.coverage) return print_coverage(session);
  const auto findings = examine(session);
  print(session, findings);
  bool is_well = true;
  for (const auto& finding : findings) is_well = is_well && finding.is_only_told;
  if (!is_well) alert(session, findings);
  return cli::exit_number(is_well ? cli::Exit::ok : cli::Exit::no);
}

}  // namespace trace::tools
