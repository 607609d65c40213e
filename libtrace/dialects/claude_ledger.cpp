#include "dialects/claude_ledger.h"

#include "dialects/claude_usage.h"
#include "dialects/scalars.h"
#include "json/writer.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

// Stands in messages that the agent wrote itself, without a call.
constexpr std::string_view kSynthetic = "<synthetic>";

std::string parent_metadata(std::string_view parent) {
  if (parent.empty()) return {};
  std::string out;
  json::Writer(out).begin_object().key("parent_tool_use_id").string(parent).end_object();
  return out;
}

}  // namespace

void ClaudeLedger::hand_over(const Turn& turn) {
  last_asked_ = turn.at;
  const auto found = asked_.find(turn.parent);
  if (found == asked_.end())
    asked_.emplace(turn.parent, turn.at);
  else
    found->second = turn.at;
}

ClaudeLedger::Call& ClaudeLedger::call(std::string_view id, std::string_view model,
                                       const Turn& turn) {
  auto [found, is_new] = calls_.try_emplace(std::string(id));
  auto& call = found->second;
  if (!is_new) return call;
  const auto asked = asked_.find(turn.parent);
  auto& r = call.request;
  r.id = id;
  r.trace = trace_;
  r.model = !model.empty() ? model : !model_.empty() ? std::string_view(model_) : "unknown";
  r.provider = "anthropic";
  r.requested_at = asked != asked_.end() ? asked->second : last_asked_;
  if (r.requested_at.v == 0) r.requested_at = turn.at;
  r.metadata = parent_metadata(turn.parent);
  call.is_main = turn.parent.empty();
  call.turn = results_;
  return call;
}

model::Request ClaudeLedger::answered(Call& call, base::UnixMicros at) {
  call.request.responded_at = at;
  call.request.duration_ms = (at.v - call.request.requested_at.v) / 1000;
  return call.request;
}

std::optional<model::Request> ClaudeLedger::message(const Value& message, const Turn& turn) {
  const auto id = message["id"].str(), model = message["model"].str();
  if (id.empty() || model == kSynthetic) return std::nullopt;
  auto& c = call(id, model, turn);
  grow(c.request.tokens, read_usage(message["usage"]));
  hand_over(turn);  // a call without a question in between begins where this one ends
  return answered(c, turn.at);
}

std::optional<model::Request> ClaudeLedger::stream(const Value& event, const Turn& turn) {
  const auto type = event["type"].str();
  if (type == "message_start") {
    const auto message = event["message"];
    const auto id = message["id"].str();
    if (id.empty() || message["model"].str() == kSynthetic) return std::nullopt;
    streaming_[std::string(turn.parent)] = id;
    auto& c = call(id, message["model"].str(), turn);
    c.request.stream = true;
    grow(c.request.tokens, read_usage(message["usage"]));
    return c.request;  // should the stream be cut, it was asked all the same
  }
  const auto id = streaming_.find(turn.parent);
  const auto found = id == streaming_.end() ? calls_.end() : calls_.find(id->second);
  if (found == calls_.end()) return std::nullopt;
  auto& c = found->second;
  if (type == "content_block_delta" && !std::exchange(c.has_first_token, true))
    c.request.ttft_ms = (turn.at.v - c.request.requested_at.v) / 1000;
  if (type != "message_delta") return std::nullopt;
  // Cumulative: it replaces what was said, and never says less.
  grow(c.request.tokens, read_usage(event["usage"]));
  return answered(c, turn.at);
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

model::Tokens ClaudeLedger::sum_of(const Totals& keys, std::string_view key) const {
  model::Tokens sum;
  for (const auto& [id, call] : calls_)
    if (key_of(keys, call.request.model) == key) add(sum, call.request.tokens);
  return sum;
}

void ClaudeLedger::take_model_usage(const Totals& reported) {
  const auto total = [](const Totals& totals) {
    std::int64_t sum = 0;
    for (const auto& [model, t] : totals) sum = saturated(sum, total_of(t.tokens));
    return sum;
  };
  // Running totals that are smaller than before began anew.
  if (total(reported) < total(last_)) {
    const auto cost = std::exchange(last_cost_, 0);
    reset();
    last_cost_ = cost;
  }
  last_ = reported;
  Totals totals = base_;
  for (const auto& [model, t] : last_) {
    add(totals[model].tokens, t.tokens);
    if (t.cost) totals[model].cost = saturated(totals[model].cost.value_or(0), *t.cost);
  }
  for (const auto& [model, t] : totals) {
    auto& rest = remainders_[model];
    grow(rest.tokens, beyond(t.tokens, sum_of(totals, model)));
    if (t.cost) rest.cost = t.cost;
  }
}

// Without modelUsage: `usage` covers the main conversation, of this turn or of all turns.
void ClaudeLedger::take_usage_only(const Value& usage) {
  const auto said = read_usage(usage);
  if (total_of(said) == 0 && !said.output) return;
  model::Tokens all, turn;
  for (const auto& [id, call] : calls_) {
    if (!call.is_main) continue;
    add(all, call.request.tokens);
    if (call.turn == results_) add(turn, call.request.tokens);
  }
  auto& rest = remainders_[model_.empty() ? "unknown" : model_].tokens;
  if (total_of(said) >= total_of(all))
    grow(rest, beyond(said, all));
  else
    add(rest, beyond(said, turn));
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
  for (auto& [id, call] : calls_) {
    if (call.request.cost_source != model::CostSource::unknown) continue;
    call.request.cost_source = model::CostSource::contained;
    out.push_back(call.request);
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
