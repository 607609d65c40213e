// Which traces, requests or contents a user asks for. Every option is one constant clause with
// bound values. A Filter is a plain value.
#pragma once

#include "base/time.h"
#include "model/status.h"
#include "store/fields.h"
#include "store/sql_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trace::store {

// Lists mean any of their values; an empty list, text or optional asks nothing.
struct Filter {
  std::vector<std::string> cwd{}, host{}, session{}, source{}, source_ref{}, actor{}, user{},
      token{}, account{}, model{}, provider{}, mode{}, error_code{};
  std::vector<std::string> status{};  // spellings of RunStatus, or of RequestStatus for requests
  std::vector<std::string> message_id{}, client_message_id{}, conversation_id{};
  std::vector<std::pair<std::string, std::string>> tags{};
  std::vector<std::string> parent{};  // whole ids of traces
  std::optional<base::UnixMicros> since{}, until{};
  std::optional<base::DurationMs> min_duration{};
  std::optional<std::int64_t> min_tokens{};
  std::string grep{};   // all lower case: upper and lower case are the same
  std::string where{};  // checked by check_expression
  bool roots_only = false;
  bool has_trace = true;  // false: only rows that belong to no trace (requests, contents)

  bool operator==(const Filter&) const = default;
};

// Append ` WHERE …` for the filter on the entity's aliases, or nothing. Throws Failure bad_usage
// for an unknown status or a bad condition. REQUIRES: register_grep(db) was called when `grep` is
// set.
void append_where(SqlText& sql, Entity entity, const Filter& filter, Database& db);

}  // namespace trace::store
