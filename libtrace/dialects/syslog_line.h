// One line of a system log, as RFC 3164, RFC 5424 and the files of syslog daemons have it.
// Pure functions: safe on any thread. Views point into the line.
#pragma once

#include "base/time.h"
#include "dialects/text_time.h"
#include "model/status.h"

#include <optional>
#include <string_view>

namespace trace::dialects {

struct SyslogLine {
  base::UnixMicros at;
  std::optional<model::Level> level;         // of the priority in front; missing: there is none
  std::string_view host, tag, pid, message;  // empty where the line does not say
  bool is_certain = false;                   // false: other programs may write such a line too
};

// Take a line apart. Nothing when it is no such line.
std::optional<SyslogLine> read_syslog(std::string_view line, base::UnixMicros arrived,
                                      LocalZone& zone);

}  // namespace trace::dialects
