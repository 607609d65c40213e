#include "log-sanitize/report.h"

#include "json/writer.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::size_t kBuffer = 64 << 10;

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(width > out.size() ? width - out.size() : 0, ' ').append("  ");
  return out;
}

}  // namespace

Report::Report(const std::string& path) : path_(path) {
  if (path_.empty() || path_ == "-") return;
  fd_ = base::open_file(path_, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
}

void Report::add(std::string_view file, std::span<const sanitize::Finding> findings) {
  if (path_.empty()) return;
  for (const sanitize::Finding& finding : findings) {
    json::Writer(buffer_)
        .begin_object()
        .key("file")
        .string(file)
        .key("rule")
        .string(finding.rule)
        .key("offset")
        .integer(static_cast<std::int64_t>(finding.offset))
        .key("length")
        .integer(static_cast<std::int64_t>(finding.length))
        .key("pseudonym")
        .string(finding.pseudonym)
        .end_object();
    buffer_.push_back('\n');
  }
  if (buffer_.size() > kBuffer) close();
}

void Report::close() {
  if (path_.empty()) return;
  base::write_all(fd_ ? fd_.get() : STDOUT_FILENO, buffer_, "the report");
  buffer_.clear();
}

std::string rules_table(const std::vector<sanitize::RuleInfo>& rules) {
  std::size_t id_width = 0;
  std::size_t group_width = 0;
  for (const sanitize::RuleInfo& rule : rules) {
    id_width = std::max(id_width, rule.id.size());
    group_width = std::max(group_width, rule.group.size());
  }
  std::string out;
  for (const sanitize::RuleInfo& rule : rules) {
    out += padded(rule.id, id_width) + padded(rule.group, group_width);
    out += padded(rule.enabled ? "on" : "off", 3) + rule.description + "\n";
  }
  return out;
}

}  // namespace trace::tools
