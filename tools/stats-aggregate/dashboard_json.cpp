#include "stats-aggregate/dashboard_json.h"

#include "calendar/rfc3339.h"

#include "formats/native_lines.h"
#include "formats/number_text.h"
#include "json/writer.h"

#include <cmath>

namespace trace::tools {
namespace {

void put(json::Writer& json, std::string_view key, const std::optional<std::int64_t>& value) {
  json.key(key);
  if (value)
    json.integer(*value);
  else
    json.null();
}

void put_cost(json::Writer& json, const std::optional<std::int64_t>& nusd) {
  json.key("cost_usd");
  if (!nusd) {
    json.null();
    return;
  }
  std::string text;
  formats::append_cost_usd(text, *nusd);
  json.raw(text);
}

void put_tally(json::Writer& json, const store::UsageTally& tally) {
  put(json, "request_count", tally.requests);
  put(json, "success_count", tally.successes);
  put(json, "error_count", tally.errors);
  json.key("success_rate");
  if (const auto rate = tally.success_rate())
    json.real(std::round(*rate * 1e6) / 1e6);
  else
    json.null();
  put(json, "total_tokens", tally.total_tokens);
  put_cost(json, tally.cost_nusd);
  put(json, "unpriced_count", tally.unpriced);
}

std::string today_object(const DashboardView& view, const calendar::Zone& zone) {
  std::string text, day;
  zone.append_day(day, view.today);
  json::Writer json(text);
  json.begin_object().key("part").string("today").key("day").string(day);
  put_tally(json, view.of_today);
  json.key("hours").begin_array();
  for (const std::int64_t requests : view.hours) json.integer(requests);
  json.end_array().end_object();
  return text;
}

std::string group_object(std::string_view part, const std::string& value,
                         const store::UsageTally& tally) {
  std::string text;
  json::Writer json(text);
  json.begin_object().key("part").string(part).key(part).string(value);
  put_tally(json, tally);
  json.end_object();
  return text;
}

std::string request_object(const store::RecentRequest& request) {
  std::string text;
  json::Writer json(text);
  const auto& s = request.sample;
  json.begin_object().key("part").string("request").key("id").string(request.id);
  json.key("requested_at").string(calendar::rfc3339(request.at));
  json.key("model").string(request.model).key("status").string(model::name(s.status));
  put(json, "duration_ms", s.duration_ms);
  put(json, "input_tokens", s.tokens.input);
  put(json, "cache_read_tokens", s.tokens.cache_read);
  put(json, "cache_write_tokens", s.tokens.cache_write);
  put(json, "output_tokens", s.tokens.output);
  put_cost(json, s.cost_nusd);
  json.end_object();
  return text;
}

std::string budget_object(const BudgetUse& use) {
  std::string text;
  json::Writer json(text);
  json.begin_object().key("part").string("budget").key("budget").string(use.budget);
  if (!use.group.empty()) json.key("group").string(use.group);
  json.key("used");
  if (use.used)
    json.raw(*use.used);
  else
    json.null();
  std::string limit;
  formats::append_number(limit, use.limit);
  json.key("limit").raw(limit).key("share");
  if (use.used)
    json.real(std::round(use.share * 1e6) / 1e6);
  else
    json.null();
  json.end_object();
  return text;
}

}  // namespace

std::vector<std::string> dashboard_objects(const DashboardView& view, const calendar::Zone& zone) {
  std::vector<std::string> out{today_object(view, zone)};
  for (const auto& day : view.days)
    out.push_back(group_object("day", day_text(day, zone), day.tally));
  for (const auto& model : view.models)
    out.push_back(group_object("model", name_text(model), model.tally));
  for (const auto& use : view.budgets) out.push_back(budget_object(use));
  for (const auto& request : view.last) out.push_back(request_object(request));
  return out;
}

}  // namespace trace::tools
