#include "dialects/claude_ledger.h"

#include "dialects/claude_usage.h"
#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "json/writer.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

// Stands in messages that the agent wrote itself, without a call.
constexpr std::string_view kSynthetic = "<synthetic>";

std::string metadata_of(std::string_view request_id, std::string_view stop_reason) {
  if (request_id.empty() && stop_reason.empty()) return {};
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  if (!request_id.empty()) writer.key("request_id").string(request_id);
  if (!stop_reason.empty()) writer.key("stop_reason").string(stop_reason);
  writer.end_object();
  return out;
}

template <typename Calls>
model::Tokens sum_of(const Calls& calls) {
  model::Tokens sum;
  for (const auto* call : calls) add(sum, call->request.tokens);
  return sum;
}

}  // namespace

void ClaudeLedger::hand_over(const Turn& turn) {
  if (turn.is_timed) {
    last_asked_ = turn.at;
    asked_.insert_or_assign(std::string(turn.agent), turn.at);
  }
  if (const auto found = nameless_.find(turn.agent); found != nameless_.end())
    nameless_.erase(found);
}

// The call is over: the next one begins here, or with the next question.
void ClaudeLedger::hand_on(const Turn& turn) {
  if (!turn.is_timed) return;
  if (!expects_questions_) {
    last_asked_ = turn.at;
    asked_.insert_or_assign(std::string(turn.agent), turn.at);
  } else if (const auto found = asked_.find(turn.agent); found != asked_.end()) {
    asked_.erase(found);
  }
}

ClaudeLedger::Call& ClaudeLedger::call(std::string_view id, std::string_view model,
                                       const Turn& turn) {
  auto [found, is_new] = calls_.try_emplace(std::string(id));
  auto& call = found->second;
  if (!is_new) return call;
  order_.push_back(&call);
  const auto asked = asked_.find(turn.agent);
  auto& r = call.request;
  r.id = id;
  r.trace = turn.trace.empty() ? std::string_view(trace_) : turn.trace;
  r.model = !model.empty() ? model : !model_.empty() ? std::string_view(model_) : "unknown";
  r.provider = "anthropic";
  auto from = expects_questions_ ? std::nullopt : last_asked_;
  if (asked != asked_.end()) from = asked->second;
  call.was_asked = from && from->v <= turn.at.v && turn.is_timed;
  r.requested_at = call.was_asked ? *from : turn.at;
  call.is_main = turn.agent.empty();
  call.turn = results_;
  return call;
}

model::Request ClaudeLedger::answered(Call& call, const Turn& turn) {
  auto& r = call.request;
  if (std::exchange(call.has_news, false))
    r.metadata = metadata_of(call.request_id, call.stop_reason);
  if (!call.was_asked || !turn.is_timed) return r;
  if (!r.responded_at || r.responded_at->v < turn.at.v) r.responded_at = turn.at;
  r.duration_ms = (r.responded_at->v - r.requested_at.v) / 1000;
  return r;
}

std::optional<model::Request> ClaudeLedger::message(const Value& record, const Turn& turn) {
  const auto message = record["message"];
  auto id = message["id"].str();
  const auto model = message["model"].str();
  if (id.empty()) id = turn.id;
  if (id.empty() || model == kSynthetic) return std::nullopt;
  auto& c = call(id, model, turn);
  auto& r = c.request;
  grow(r.tokens, read_usage(message["usage"]));
  c.say(c.stop_reason, message["stop_reason"].str());
  c.say(c.request_id, record["requestId"].str());
  if (const auto cost = nano_dollars(record["costUSD"])) {
    r.cost_nusd = std::max(*cost, r.cost_nusd.value_or(0));
    r.cost_source = model::CostSource::reported;
  }
  hand_on(turn);
  return answered(c, turn);
}

std::string ClaudeLedger::nameless(const Value& message, const Turn& turn) {
  const auto usage = message["usage"].raw();
  auto& last = nameless_[std::string(turn.agent)];
  if (last.id.empty() || last.usage != usage) {
    last.usage = usage;
    last.id = session_.empty() ? trace_ : session_;
    last.id += "/message/" + std::to_string(nameless_count_++);
  }
  return last.id;
}

model::Request ClaudeLedger::failed(std::string_view id, const ErrorSigns& signs,
                                    const Turn& turn) {
  constexpr std::size_t kMaxMessage = 500;
  const auto failure = classify_error(signs);
  model::Request r;
  r.id = id;
  r.trace = turn.trace.empty() ? std::string_view(trace_) : turn.trace;
  r.model = model_.empty() ? "unknown" : model_;
  r.provider = "anthropic";
  const auto asked = asked_.find(turn.agent);
  r.requested_at = asked == asked_.end() ? turn.at : asked->second;
  if (turn.is_timed) r.responded_at = turn.at;
  r.status = failure.code == "quota_exceeded" ? model::RequestStatus::quota_exceeded
                                              : model::RequestStatus::error;
  r.status_code = signs.http_status;
  r.error_message = one_line(signs.message, kMaxMessage);
  asked_.insert_or_assign(std::string(turn.agent), turn.at);
  return r;
}

std::optional<model::Request> ClaudeLedger::stream(const Value& event, const Turn& turn) {
  const auto type = event["type"].str();
  if (type == "message_start") {
    const auto message = event["message"];
    const auto id = message["id"].str();
    if (id.empty() || message["model"].str() == kSynthetic) return std::nullopt;
    streaming_[std::string(turn.agent)] = id;
    auto& c = call(id, message["model"].str(), turn);
    c.request.stream = true;
    grow(c.request.tokens, read_usage(message["usage"]));
    return c.request;  // should the stream be cut, it was asked all the same
  }
  const auto id = streaming_.find(turn.agent);
  const auto found = id == streaming_.end() ? calls_.end() : calls_.find(id->second);
  if (found == calls_.end()) return std::nullopt;
  auto& c = found->second;
  if (type == "content_block_delta" && turn.is_timed && !std::exchange(c.has_first_token, true))
    c.request.ttft_ms = (turn.at.v - c.request.requested_at.v) / 1000;
  if (type != "message_delta") return std::nullopt;
  c.say(c.stop_reason, event["delta"]["stop_reason"].str());
  // Cumulative: it replaces what was said, and never says less.
  grow(c.request.tokens, read_usage(event["usage"]));
  return answered(c, turn);
}

void ClaudeLedger::reset() {
  for (const auto& [model, total] : last_) {
    add(base_[model].tokens, total.tokens);
    auto& cost = base_[model].cost;
    if (total.cost) cost = saturated(cost.value_or(0), *total.cost);
  }
  last_.clear();
  base_cost_ = saturated(base_cost_, std::exchange(last_cost_, 0));
}

ClaudeLedger::Totals ClaudeLedger::totals_of(const Value& model_usage) {
  Totals reported;
  for (auto member = model_usage.first(); member; member = member.next()) {
    auto& total = reported[std::string(member.key())];
    total.tokens = read_model_usage(member);
    total.cost = nano_dollars(member["costUSD"]);
    if (!total.cost) total.cost = nano_dollars(member["cost_usd"]);
  }
  return reported;
}

// The model of `keys` that a message's model is called there: aliases (`sonnet`) and variants
// (`…[1m]`) differ from the name that the API says.
std::string ClaudeLedger::key_of(const Totals& keys, const std::string& model) const {
  if (keys.empty() || keys.count(model) > 0) return model;
  const auto contains = [](std::string_view a, std::string_view b) {
    return a.find(b) != std::string_view::npos;
  };
  for (const auto& [key, total] : keys)
    if (!key.empty() && (contains(key, model) || contains(model, key))) return key;
  if (keys.count(model_) > 0) return model_;
  return std::max_element(keys.begin(), keys.end(),
                          [](const auto& a, const auto& b) {
                            return total_of(a.second.tokens) < total_of(b.second.tokens);
                          })
      ->first;
}

std::vector<ClaudeLedger::Call*> ClaudeLedger::calls_of(const Totals& keys, std::string_view key) {
  std::vector<Call*> calls;
  for (auto* call : order_)
    if (key_of(keys, call->request.model) == key) calls.push_back(call);
  return calls;
}

// The later calls lose what the total does not cover: a total of nothing says nothing.
void ClaudeLedger::cut(const model::Tokens& total, const std::vector<Call*>& calls) {
  if (total_of(total) == 0) return;
  model::Tokens left = total;
  for (auto* call : calls) {
    const auto kept = at_most(call->request.tokens, left);
    left = beyond(left, kept);
    call->request.tokens = kept;
  }
}

// Running totals that are smaller than before, or that grew by less than the calls since then
// used while they could hold those, began anew.
void ClaudeLedger::begin_anew(const Totals& reported) {
  std::int64_t now = 0, before = 0, used = 0;
  for (const auto& [model, t] : reported) now = saturated(now, total_of(t.tokens));
  for (const auto& [model, t] : last_) before = saturated(before, total_of(t.tokens));
  for (const auto* call : order_)
    if (call->turn == results_) used = saturated(used, total_of(call->request.tokens));
  const bool is_other = before > 0 && now - before < used && used <= now;
  if (now >= before && !is_other) return;
  if (now >= before) return reset();
  const auto cost = std::exchange(last_cost_, 0);
  reset();
  last_cost_ = cost;  // is compared with the next one by itself
}

void ClaudeLedger::take_model_usage(const Totals& reported) {
  begin_anew(reported);
  last_ = reported;
  Totals totals = base_;
  for (const auto& [model, t] : last_) {
    add(totals[model].tokens, t.tokens);
    if (t.cost) totals[model].cost = saturated(totals[model].cost.value_or(0), *t.cost);
  }
  for (const auto& [model, t] : totals) {
    const auto calls = calls_of(totals, model);
    cut(t.tokens, calls);
    auto& rest = remainders_[model];
    grow(rest.tokens, beyond(t.tokens, sum_of(calls)));
    if (t.cost) rest.cost = t.cost;
  }
}

// Without modelUsage: `usage` covers the main conversation, of this turn or of all turns.
void ClaudeLedger::take_usage_only(const Value& usage) {
  const auto said = read_usage(usage);
  if (total_of(said) == 0 && !said.output) return;
  std::vector<Call*> all, turn;
  for (auto* call : order_) {
    if (!call->is_main) continue;
    all.push_back(call);
    if (call->turn == results_) turn.push_back(call);
  }
  auto& rest = remainders_[model_.empty() ? "unknown" : model_].tokens;
  const bool is_of_all = total_of(said) >= total_of(sum_of(all)) || turn.size() == all.size();
  cut(said, is_of_all ? all : turn);
  if (is_of_all)
    grow(rest, beyond(said, sum_of(all)));
  else
    add(rest, beyond(said, sum_of(turn)));
}

// A running total; a smaller one began anew.
std::optional<std::int64_t> ClaudeLedger::total_cost(const Value& result) {
  const auto cost = nano_dollars(result["total_cost_usd"]);
  if (!cost) return std::nullopt;
  if (*cost < last_cost_) base_cost_ = saturated(base_cost_, last_cost_);
  last_cost_ = *cost;
  return saturated(base_cost_, last_cost_);
}

// Models say less than the total at times: the largest takes the difference.
void ClaudeLedger::share_cost(std::int64_t total) {
  if (remainders_.empty()) remainders_[model_.empty() ? "unknown" : model_];
  const auto cost_of = [](const Total& t) { return t.cost.value_or(0); };
  std::int64_t sum = 0;
  Total* largest = nullptr;
  for (auto& [model, t] : remainders_) {
    sum = saturated(sum, cost_of(t));
    if (largest == nullptr || cost_of(t) > cost_of(*largest)) largest = &t;
  }
  largest->cost = saturated(cost_of(*largest), saturated(total, sum == INT64_MIN ? 0 : -sum));
}

void ClaudeLedger::mark_contained(std::vector<model::Request>& out) {
  for (auto* call : order_) {
    if (call->request.cost_source == model::CostSource::reported) continue;
    call->request.cost_source = model::CostSource::contained;
    out.push_back(call->request);
  }
}

void ClaudeLedger::add_remainders(base::UnixMicros at, std::vector<model::Request>& out) const {
  for (const auto& [model, t] : remainders_) {
    if (total_of(t.tokens) == 0 && !t.cost) continue;
    model::Request r;
    r.id = (session_.empty() ? trace_ : session_) + "/result/" + model;
    r.trace = trace_;
    r.model = model;
    r.provider = "anthropic";
    r.requested_at = at;
    r.tokens = t.tokens;
    r.cost_nusd = t.cost;
    r.cost_source = t.cost ? model::CostSource::reported : model::CostSource::unknown;
    out.push_back(std::move(r));
  }
}

std::vector<model::Request> ClaudeLedger::result(const Value& result, base::UnixMicros at) {
  std::vector<model::Request> out;
  const auto reported = totals_of(result["modelUsage"]);
  if (reported.empty())
    take_usage_only(result["usage"]);
  else
    take_model_usage(reported);
  const auto cost = total_cost(result);
  if (cost) {
    share_cost(*cost);
    mark_contained(out);
  }
  add_remainders(at, out);
  ++results_;
  return out;
}

}  // namespace trace::dialects
