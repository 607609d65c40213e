// The model calls of one Claude Code run, each counted once: records repeat a message and report
// less than it cost, stream events refine it, the result knows the totals. What the totals say
// beyond the messages becomes one request a model, and messages that claim more are cut to them, so
// that the sum is the total. One object belongs to one session and thread.
#pragma once

#include "base/time.h"
#include "dialects/error_code.h"
#include "json/document.h"
#include "model/records.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace trace::dialects {

// Who says it, and when. `agent`: which sub-agent (empty: the main conversation). `id`: of a
// message that has none of its own. `is_timed`: `at` is when it happened.
struct Turn {
  std::string_view agent, trace;
  base::UnixMicros at;
  bool is_timed = true;
  std::string_view id = {};
};

class ClaudeLedger {
 public:
  ClaudeLedger(std::string trace, std::string session)
      : trace_(std::move(trace)), session_(std::move(session)) {}

  // The session became known.
  void set_session(std::string_view session) { session_ = session; }
  // Questions stand between the calls: one without a question began nobody knows when. Else it
  // begins where the call before it ended.
  void expect_questions() { expects_questions_ = true; }
  // The model of calls that do not name theirs.
  void set_model(std::string_view model) { model_ = model; }
  const std::string& model() const noexcept { return model_; }
  // The model was asked: its answer takes from here.
  void hand_over(const Turn& turn);
  // A record with a message; nothing when it was not made by a model or has no id at all.
  std::optional<model::Request> message(const json::Value& record, const Turn& turn);
  // The id of a message without one: those that repeat the usage of the one before are the same.
  std::string nameless(const json::Value& message, const Turn& turn);
  // A call that failed, with `id`.
  model::Request failed(std::string_view id, const ErrorSigns& signs, const Turn& turn);
  // A `stream_event`; nothing when it says nothing about a call.
  std::optional<model::Request> stream(const json::Value& event, const Turn& turn);
  // A `result`: the requests that make the sum equal its totals, and those whose cost is contained
  // in its cost.
  std::vector<model::Request> result(const json::Value& result, base::UnixMicros at);
  // The running totals of results begin anew.
  void reset();
  // Forget the calls: no result will come.
  void forget_calls() { calls_.clear(), order_.clear(); }

 private:
  struct Call {
    model::Request request;
    std::string request_id, stop_reason;
    bool is_main = true, has_first_token = false, was_asked = false;
    bool has_news = false;  // that the request's metadata does not show yet
    std::size_t turn = 0;   // results before it
    void say(std::string& what, std::string_view text) {
      if (text.empty() || text == what) return;
      what = text;
      has_news = true;
    }
  };
  struct Total {
    model::Tokens tokens;
    std::optional<std::int64_t> cost;
  };
  struct Nameless {
    std::string usage, id;
  };
  using Totals = std::map<std::string, Total, std::less<>>;

  Call& call(std::string_view id, std::string_view model, const Turn& turn);
  model::Request answered(Call& call, const Turn& turn);
  void hand_on(const Turn& turn);
  Totals totals_of(const json::Value& model_usage);
  void take_usage_only(const json::Value& usage);
  void take_model_usage(const Totals& reported);
  void begin_anew(const Totals& reported);
  void cut(const model::Tokens& total, const std::vector<Call*>& calls);
  std::vector<Call*> calls_of(const Totals& keys, std::string_view key);
  std::string key_of(const Totals& keys, const std::string& model) const;
  std::optional<std::int64_t> total_cost(const json::Value& result);
  void share_cost(std::int64_t total);
  void mark_contained(std::vector<model::Request>& out);
  void add_remainders(base::UnixMicros at, std::vector<model::Request>& out) const;

  std::string trace_, session_, model_;
  std::unordered_map<std::string, Call> calls_;
  std::vector<Call*> order_;                                    // of the calls, as they came
  std::map<std::string, base::UnixMicros, std::less<>> asked_;  // by agent: when its turn began
  std::map<std::string, std::string, std::less<>> streaming_;   // by agent: message id
  std::map<std::string, Nameless, std::less<>> nameless_;       // by agent: the last one
  std::size_t nameless_count_ = 0;
  bool expects_questions_ = false;
  std::optional<base::UnixMicros> last_asked_;
  Totals base_, last_;  // of modelUsage, which runs on; base_: before it began anew
  std::int64_t base_cost_ = 0, last_cost_ = 0;
  std::size_t results_ = 0;
  // What the result requests say so far: never less than before, because the fuller report stays.
  Totals remainders_;
};

}  // namespace trace::dialects
