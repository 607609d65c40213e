// The command line of trace-query as typed values. Plain values; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/command.h"
#include "common/filter_options.h"
#include "common/shared_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

enum class QueryVerb : std::uint8_t {
  list,
  show,
  events,
  requests,
  conversations,
  search,
  diff,
  bisect,
  job,
  follow,
  status,
  doctor,
  verify,
  sql
};
enum class QueryFormat : std::uint8_t { table, jsonl, json, csv, tsv, md, sse };
enum class ContentPart : std::uint8_t { prompt, completion };

struct PageOptions {
  std::optional<std::int64_t> limit;  // not said: 50, events 2000
  bool all = false;
  std::string sort;  // FIELD[:asc|desc]
  std::string cursor;
  bool show_cursor = false;
  std::string cursor_file;
};

struct ShowOptions {
  bool errors = false;
  bool slow = false;
  bool full = false;
  std::string request;  // an id; then `part` is printed raw
  std::optional<ContentPart> part;
};

struct EventOptions {
  std::optional<std::int64_t> after;
  std::vector<std::string> types;
  std::vector<std::string> severities;
};

struct BisectOptions {
  std::string bad;                   // an expression; empty: runs that failed are bad
  std::vector<std::string> command;  // tells good from bad; empty: `bad` does
};

struct FollowOptions {
  bool tree = false;
  std::optional<base::DurationMs> heartbeat;
  base::DurationMs retry{5000};  // before a store that went away is opened again
  std::string expect_source;
};

struct VerifyOptions {
  std::string heads;    // a file to write, or -
  std::string against;  // a file to compare with
};

struct DoctorOptions {
  bool coverage = false;
  std::string alert_command;
};

struct QueryOptions {
  QueryVerb verb = QueryVerb::list;
  std::vector<std::string> operands;  // traces, or the text of a query
  bool ids_end_with_nul = false;
  cli::StoreOptions store;
  std::string archives;
  cli::MessageOptions messages;
  std::string tz = "local";
  std::string key_file;
  bool no_pager = false;
  cli::When progress = cli::When::automatic;
  cli::FilterOptions filters;
  PageOptions page;
  ShowOptions show;
  EventOptions events;
  FollowOptions follow;
  BisectOptions bisect;
  VerifyOptions verify;
  DoctorOptions doctor;
  std::optional<QueryFormat> output;  // not said: table on a terminal, jsonl in a pipe
  std::vector<std::string> fields;
  bool children = false;
  bool count = false;
  bool explain = false;
  bool exit_status = false;
};

// Declare the command line.
void declare(cli::Command& command, QueryOptions& options);

}  // namespace trace::tools
