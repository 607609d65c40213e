// System logs: RFC 3164, RFC 5424 and the files that syslog daemons write. An event a line, whose
// type is the tag; lines that go on with the one before share its key.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"

#include <memory>
#include <string_view>

namespace trace::dialects {

// Make the dialect of system logs.
std::unique_ptr<ingest::Dialect> make_syslog(const ingest::DialectContext& context);
// Claim a line that is no JSON.
Claim claim_syslog(std::string_view line);

}  // namespace trace::dialects
