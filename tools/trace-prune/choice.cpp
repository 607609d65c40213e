#include "trace-prune/choice.h"

#include "common/id_input.h"
#include "common/message.h"
#include "store/resolve.h"
#include "store/ship_cursors.h"
#include "store/space.h"
#include "store/trace_rows.h"

#include <algorithm>
#include <set>
#include <unistd.h>

namespace trace::tools {
namespace {

using Ids = std::vector<std::int64_t>;

// What rows cost beside the bytes that were recorded, indexes too; roughly.
constexpr std::int64_t kPerTrace = 400, kPerEvent = 180, kPerRequest = 320, kPerContent = 60;

std::int64_t footprint(const store::PruneCount& count) {
  return count.bytes + kPerTrace + count.events * kPerEvent + count.requests * kPerRequest +
         count.contents * kPerContent;
}

class Chooser {
 public:
  Chooser(const PruneOptions& options, store::Database& db)
      : options_(options), db_(db), plan_(db), hold_(db) {}

  void by_age(const AgeRule& rule) {
    Ids rows = without(plan_.traces(rule.filter, rule.ages), rule.but_sources);
    if (!options_.operands.empty()) rows = only_named(rows);
    take_traces(rule.reason, rows);
    if (!rule.takes_requests) return;
    Ids requests = plan_.loose_requests(rule.filter, rule.ages);
    if (!rule.but_tokens.empty()) {
      store::Filter others;
      others.token = rule.but_tokens;
      requests = difference(requests, plan_.requests(others, {}));
    }
    take_requests({rule.reason, RequestGroup::Kind::loose, std::move(requests), "requests", {}});
  }

  void by_token(const TokenRule& rule) {
    std::string receipt;
    for (const auto& token : rule.filter.token)
      receipt += (receipt.empty() ? "token " : ",") + token;
    take_requests({rule.reason, RequestGroup::Kind::any, plan_.requests(rule.filter, rule.ages),
                   receipt, rule.is_whole ? rule.filter.token : std::vector<std::string>()});
  }

  void by_conversation(const std::string& id) {
    take_requests({"content of a conversation",
                   RequestGroup::Kind::content,
                   plan_.requests_of_conversation(id),
                   "conversation " + id,
                   {}});
  }

  void by_number(const CapRule& rule) {
    take_traces(rule.reason,
                without(plan_.traces_beyond(rule.filter, rule.most), rule.but_sources));
  }

  // The oldest go until the rest fits, as far as that can be told without deleting them.
  void by_size(std::int64_t most, const store::Filter& filter) {
    std::int64_t used = store::used_bytes(db_);
    for (const std::int64_t row : taken_) used -= footprint(plan_.count(row));
    Ids rows;
    for (const std::int64_t row : plan_.traces_beyond(filter, 0)) {
      if (used <= most) break;
      if (taken_.contains(row)) continue;
      used -= footprint(plan_.count(row));
      rows.push_back(row);
    }
    take_traces("at most " + std::to_string(most) + " bytes", rows);
  }

  void by_events(const CapRule& rule) {
    TrimGroup group{rule.reason, rule.most, {}};
    for (const std::int64_t row :
         without(plan_.traces_with_more_events(rule.filter, rule.most), rule.but_sources)) {
      if (taken_.contains(row) || plan_.count_trimmed(row, rule.most).events == 0) continue;
      if (!is_held(row)) group.rows.push_back(row);
    }
    if (!group.rows.empty()) choice_.trims.push_back(std::move(group));
  }

  PruneChoice take() { return std::move(choice_); }

 private:
  static Ids difference(const Ids& all, Ids but) {
    std::sort(but.begin(), but.end());
    Ids rest;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](std::int64_t row) {
      return !std::binary_search(but.begin(), but.end(), row);
    });
    return rest;
  }

  Ids without(Ids rows, const std::vector<std::string>& sources) {
    if (sources.empty()) return rows;
    store::Filter others;
    others.source = sources;
    return difference(rows, plan_.traces(others, {}));
  }

  // The traces that were named, of those that may go; say which of them still run.
  Ids only_named(const Ids& may_go) {
    Ids named;
    const auto typed = cli::expand_ids(options_.operands, options_.ids_end_with_nul, STDIN_FILENO);
    for (const auto& id : typed) {
      const auto trace = store::resolve_trace(db_, id);
      if (!plan_.trace(trace.row))
        cli::print_message("trace-prune", "trace '" + trace.id + "' has not ended and stays");
      named.push_back(trace.row);
    }
    std::sort(named.begin(), named.end());
    Ids both;
    std::copy_if(may_go.begin(), may_go.end(), std::back_inserter(both), [&](std::int64_t row) {
      return std::binary_search(named.begin(), named.end(), row);
    });
    return both;
  }

  bool is_held(std::int64_t trace) {
    if (options_.force || !hold_.holds_trace(trace)) return false;
    ++choice_.held_traces;
    return true;
  }

  void take_traces(const std::string& reason, const Ids& rows) {
    TraceGroup group{reason, {}};
    for (const std::int64_t row : rows)
      if (!taken_.contains(row) && !is_held(row)) {
        taken_.insert(row);
        group.rows.push_back(row);
      }
    if (!group.rows.empty()) choice_.traces.push_back(std::move(group));
  }

  void take_requests(RequestGroup group) {
    if (!options_.force) {
      const auto held = [this](std::int64_t row) { return hold_.holds_request(row); };
      choice_.held_requests += std::erase_if(group.rows, held);
    }
    if (!group.rows.empty() || !group.tokens.empty()) choice_.requests.push_back(std::move(group));
  }

  const PruneOptions& options_;
  store::Database& db_;
  store::PrunePlan plan_;
  store::ShipHold hold_;
  PruneChoice choice_;
  std::set<std::int64_t> taken_;
};

}  // namespace

bool PruneChoice::is_empty() const noexcept {
  return traces.empty() && requests.empty() && trims.empty();
}

PruneChoice choose(const PruneRules& rules, const PruneOptions& options, store::Database& db) {
  Chooser chooser(options, db);
  for (const auto& rule : rules.ages) chooser.by_age(rule);
  for (const auto& rule : rules.tokens) chooser.by_token(rule);
  if (!rules.conversation.empty()) chooser.by_conversation(rules.conversation);
  for (const auto& rule : rules.traces) chooser.by_number(rule);
  if (rules.max_size) chooser.by_size(*rules.max_size, rules.size_filter);
  for (const auto& rule : rules.events) chooser.by_events(rule);
  return chooser.take();
}

}  // namespace trace::tools
