// The model calls of one Claude Code run, each counted once: assistant lines repeat a message and
// report less than it cost, stream events refine it, the result line knows the totals. What the
// totals say beyond the messages becomes one request a model, so that the sum is the total.
// One object belongs to one session and thread.
#pragma once

#include "base/time.h"
#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trace::dialects {

// Who says it: the line's parent_tool_use_id (empty: the main conversation), and when.
struct Turn {
  std::string_view parent;
  base::UnixMicros at;
};

class ClaudeLedger {
 public:
  ClaudeLedger(std::string trace, std::string session)
      : trace_(std::move(trace)), session_(std::move(session)) {}

  // The model of calls that do not name theirs.
  void set_model(std::string_view model) { model_ = model; }
  // The model was asked: its answer takes from here.
  void hand_over(const Turn& turn);
  // An `assistant` line's message; nothing when it has no id or was not made by a model.
  std::optional<model::Request> message(const json::Value& message, const Turn& turn);
  // A `stream_event`; nothing when it says nothing about a call.
  std::optional<model::Request> stream(const json::Value& event, const Turn& turn);
  // A `result` line: the requests that make the sum equal its totals, and those whose cost is
  // contained in its cost.
  std::vector<model::Request> result(const json::Value& result, base::UnixMicros at);
  // The running totals of results begin anew.
  void reset();

 private:
  struct Call {
    model::Request request;
    bool is_main = true, has_first_token = false;
    std::size_t turn = 0;  // results before it
  };
  struct Total {
    model::Tokens tokens;
    std::optional<std::int64_t> cost;
  };
  using Totals = std::map<std::string, Total, std::less<>>;

  Call& call(std::string_view id, std::string_view model, const Turn& turn);
  model::Request answered(Call& call, base::UnixMicros at);
  Totals totals_of(const json::Value& model_usage);
  void take_usage_only(const json::Value& usage);
  void take_model_usage(const Totals& reported);
  model::Tokens sum_of(const Totals& keys, std::string_view key) const;
  std::string key_of(const Totals& keys, const std::string& model) const;
  std::optional<std::int64_t> total_cost(const json::Value& result);
  void share_cost(std::int64_t total);
  void mark_contained(std::vector<model::Request>& out);
  void add_remainders(base::UnixMicros at, std::vector<model::Request>& out) const;

  std::string trace_, session_, model_;
  std::unordered_map<std::string, Call> calls_;
  std::map<std::string, base::UnixMicros, std::less<>> asked_;  // by parent: when its turn began
  std::map<std::string, std::string, std::less<>> streaming_;   // by parent: message id
  base::UnixMicros last_asked_;
  Totals base_, last_;  // of modelUsage, which runs on; base_: before it began anew
  std::int64_t base_cost_ = 0, last_cost_ = 0;
  std::size_t results_ = 0;
  // What the result requests say so far: never less than before, because the fuller report stays.
  Totals remainders_;
};

}  // namespace trace::dialects
