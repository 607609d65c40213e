// What a recording is made of, from the options: sanitizer, rules, limits, the ways to store and
// spool, facts about this process. Functions without state; for the main thread.
#pragma once

#include "calendar/rfc3339.h"
#include "trace-record/options.h"

#include "common/environment.h"
#include "ingest/batch_queue.h"
#include "ingest/line_feed.h"
#include "ingest/writer.h"
#include "store/delivery.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

// Compile the rules; none with --no-sanitize. Throws Failure: a sanitizer that cannot run fails
// closed.
std::optional<sanitize::Sanitizer> sanitizer_of(const RecordOptions& options,
                                                const cli::Environment& environment);
// `sanitizer` must outlive the result.
ingest::KeepRules keep_rules_of(const RecordOptions& options, const cli::Environment& environment,
                                const std::optional<sanitize::Sanitizer>& sanitizer);
ingest::QueueLimits queue_limits_of(const RecordOptions& options);
ingest::WriterOptions writer_options_of(const RecordOptions& options);
store::Durability durability_of(const RecordOptions& options);
store::DeliveryPorts delivery_ports_of(const RecordOptions& options,
                                       const cli::Environment& environment);

// The enclosing trace: --parent, else TRACE_ID, else TRACEPARENT; never `self`.
std::string parent_of(const RecordOptions& options, const cli::Environment& environment,
                      const std::string& self);
// JSON object text `metadata` with {"tags":{…}} added; unchanged without tags.
std::string with_tags(const std::string& metadata, const std::vector<std::string>& tags);
std::string working_folder();
std::string host_name();
// Print an id and a line feed on stdout, at once.
void print_id(const std::string& id);

// The counters of --metrics and --status-file.
struct MetricsNow {
  std::string trace;
  std::uint64_t lines = 0, bytes = 0, events = 0, rejected = 0, sanitized = 0, queue_depth = 0,
                dropped = 0, stored = 0, spooled = 0, lost = 0;
  std::int64_t commits = 0;
  store::StoreCounters store;
  std::chrono::milliseconds elapsed{0};
  std::chrono::milliseconds latency{0}, longest{0};  // from hand-over to durable
  base::UnixMicros at;
  bool is_finished = false;
};
std::string to_json(const MetricsNow& metrics);

}  // namespace trace::tools
