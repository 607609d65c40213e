// The command line of trace-record as typed values. Plain values; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/command.h"
#include "common/shared_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

enum class RecordVerb : std::uint8_t {
  record,
  run,
  start,
  log,
  finish,
  replay,
  token,
  config,
  adopt
};
enum class Keep : std::uint8_t { summary, events, full };
enum class ContentPolicy : std::uint8_t { none, full };
enum class OverflowPolicy : std::uint8_t { spool, block, drop };
enum class DurabilityLevel : std::uint8_t { full, normal, memory };
enum class AckMode : std::uint8_t { batch, line };
enum class SecretStrategy : std::uint8_t { mask, remove, hash };
enum class EventSeverity : std::uint8_t { debug, info, warn, error };
enum class RecordFormat : std::uint8_t { table, jsonl };

// What the caller says about a new trace. Empty: not said.
struct TraceFields {
  std::string id, title, source, source_ref, session, message_id, client_message_id;
  std::string parent, actor, mode;
  std::vector<std::string> tags;  // K=V
};

struct InputOptions {
  std::string format = "auto";
  bool tee = false;
  bool strict = false;
  std::string rejects;
  std::int64_t max_line = std::int64_t{16} << 20;
  std::string eof_status = "success";
};

struct KeepOptions {
  bool trace = false;
  bool no_trace = false;
  bool remember = false;
  Keep keep = Keep::full;
  ContentPolicy content = ContentPolicy::none;
  std::optional<std::int64_t> max_events;
  std::optional<std::int64_t> max_payload;
  bool no_sanitize = false;
  std::string rules;
  std::optional<SecretStrategy> strategy;
};

struct LimitOptions {
  std::optional<base::DurationMs> idle_timeout;
  std::optional<base::DurationMs> timeout;
  std::string on_idle;
  std::optional<double> max_cost;
  std::optional<std::int64_t> max_tokens;
};

struct DeliveryOptions {
  std::optional<std::int64_t> batch;  // rows a commit; adaptive when not said
  base::DurationMs flush{200};
  std::int64_t queue = 10000;
  OverflowPolicy overflow = OverflowPolicy::spool;
  std::string spool_dir;
  std::int64_t spool_max = std::int64_t{1} << 30;  // bytes in each place
  DurabilityLevel durability = DurabilityLevel::full;
  std::optional<AckMode> ack;
  std::int64_t ack_fd = 2;
  std::string metrics;
  std::string status_file;
};

// What `log` and `finish` say about a trace that exists.
struct LifeOptions {
  std::string type;
  std::optional<EventSeverity> severity;
  std::string payload;
  std::string status;
  std::string error_code;
  std::string error_message;
  std::string result;
};

struct RecordOptions {
  RecordVerb verb = RecordVerb::record;
  std::vector<std::string> operands;  // of log, finish, token, config, import
  std::vector<std::string> child;     // of run: the command and its arguments
  cli::StoreOptions store;
  cli::MessageOptions messages;
  bool insecure = false;
  std::string key_file;
  TraceFields fields;
  InputOptions input;
  KeepOptions keep;
  LimitOptions limits;
  DeliveryOptions delivery;
  LifeOptions life;
  bool detach = false;
  bool paths_end_with_nul = false;  // of import: the list on stdin
  bool watch = false;               // of import
  cli::When progress = cli::When::automatic;
  std::optional<RecordFormat> output;  // of token list and config list
};

// Declare the command line.
void declare(cli::Command& command, RecordOptions& options);

}  // namespace trace::tools
