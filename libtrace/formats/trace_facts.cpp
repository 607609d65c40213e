#include "formats/trace_facts.h"

#include "formats/native_lines.h"
#include "formats/number_text.h"

#include <cstdlib>

namespace trace::formats {
namespace {

void append_two(std::string& out, std::int64_t value) {
  if (value < 10) out += '0';
  append_number(out, value);
}

void append_counter(std::string& out, std::string_view name,
                    const std::optional<std::int64_t>& value) {
  if (!value) return;
  out += ", ";
  out += name;
  out += ' ';
  append_number(out, *value);
}

class FactList {
 public:
  void field(std::string_view name, std::string value) {
    if (!value.empty()) facts_.emplace_back(name, std::move(value));
  }
  void time(std::string_view name, const std::optional<base::UnixMicros>& at,
            const calendar::Zone& zone) {
    if (!at) return;
    std::string text;
    zone.append_local(text, *at);
    const std::int64_t east = zone.offset_seconds(*at) / 60;
    text += east < 0 ? " -" : " +";
    append_two(text, std::abs(east) / 60);
    text += ':';
    append_two(text, std::abs(east) % 60);
    field(name, std::move(text));
  }
  Facts take() { return std::move(facts_); }

 private:
  Facts facts_;
};

}  // namespace

Facts trace_facts(const model::TraceChange& t, std::int64_t events, std::int64_t errors,
                  const calendar::Zone& zone) {
  FactList list;
  list.field("Title", t.title);
  list.field("Source", t.source_ref.empty() ? t.source : t.source + " " + t.source_ref);
  std::string status(t.status ? model::name(*t.status) : std::string_view{});
  if (!t.error_code.empty()) status += " (" + t.error_code + ")";
  if (!t.error_message.empty()) status += ": " + t.error_message;
  list.field("Status", status);
  list.time("Started", t.started_at ? t.started_at : t.created_at, zone);
  list.time("Ended", t.ended_at, zone);
  std::string took;
  if (t.duration_ms) append_span(took, *t.duration_ms);
  list.field("Took", took);
  list.field("Model", t.model);
  list.field("Actor", t.actor);
  list.field("Mode", t.mode);
  list.field("Session", t.session_id);
  list.field("Parent", t.parent);
  list.field("Folder", t.cwd);
  list.field("Host", t.host);
  std::string counts;
  append_number(counts, events);
  counts += ", errors ";
  append_number(counts, errors);
  list.field("Events", counts);
  return list.take();
}

Facts usage_facts(const UsageTotals& totals) {
  FactList list;
  if (totals.requests == 0) return {};
  std::string text;
  append_number(text, totals.requests);
  append_counter(text, "input", totals.tokens.input);
  append_counter(text, "cache read", totals.tokens.cache_read);
  append_counter(text, "cache write", totals.tokens.cache_write);
  append_counter(text, "output", totals.tokens.output);
  append_counter(text, "reasoning", totals.tokens.reasoning);
  list.field("Requests", text);
  const bool is_contained = totals.contained == totals.requests;
  std::string cost = totals.cost_nusd ? "$" : (is_contained ? "in its run's total" : "unknown");
  if (totals.cost_nusd) append_cost_usd(cost, *totals.cost_nusd);
  const std::int64_t unpriced = totals.requests - totals.priced - totals.contained;
  if (totals.cost_nusd && unpriced > 0)
    cost += ", without " + std::to_string(unpriced) + " of unknown cost";
  list.field("Cost", cost);
  return list.take();
}

}  // namespace trace::formats
