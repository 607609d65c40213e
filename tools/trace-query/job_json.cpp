#include "trace-query/job_json.h"

#include "calendar/rfc3339.h"

#include "formats/json_text.h"
#include "formats/native_lines.h"
#include "formats/number_text.h"
#include "json/document.h"

#include <optional>
#include <string_view>

namespace trace::tools {
namespace {

// Members of one object, each with its comma.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  std::string& key(std::string_view name) {
    if (any_) out_ += ',';
    any_ = true;
    out_ += '"';
    out_ += name;
    return out_ += "\":";
  }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) {
      key(name) += "null";
    } else {
      formats::append_json_string(key(name), value);
    }
  }
  void number(std::string_view name, const std::optional<std::int64_t>& value) {
    if (value) formats::append_number(key(name), *value);
  }
  void time(std::string_view name, const std::optional<base::UnixMicros>& value) {
    if (!value) {
      key(name) += "null";
      return;
    }
    text(name, calendar::rfc3339(*value));
  }
  // JSON text; what is none becomes a string.
  void json(std::string_view name, std::string_view value) {
    json::Document document;
    if (!value.empty() && document.parse(value)) {
      formats::append_json_fragment(key(name), value);
    } else {
      text(name, value);
    }
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool any_ = false;
};

}  // namespace

void append_job_object(std::string& out, const model::TraceChange& trace,
                       const store::UsageSums& usage) {
  Members job(out);
  job.text("job_id", trace.id);
  job.text("job_type", trace.source);
  job.text("title", trace.title);
  job.text("mode", trace.mode);
  job.number("target_task_id", trace.target_task_id);
  job.text("status", trace.status ? model::name(*trace.status) : std::string_view{});
  job.text("error", trace.error_message);
  job.text("error_code", trace.error_code);
  job.json("params", trace.params);
  if (trace.stats.empty()) {
    append_stats_object(job.key("stats"), usage);
  } else {
    job.json("stats", trace.stats);
  }
  job.json("result", trace.result);
  job.time("created_at", trace.created_at);
  job.time("started_at", trace.started_at);
  job.time("finished_at", trace.ended_at);
  job.number("duration_ms", trace.duration_ms);
  job.end();
}

void append_log_object(std::string& out, const model::EventRow& event, EventText& text) {
  Members log(out);
  log.time("timestamp", event.at);
  log.text("level", model::name(event.level));
  formats::append_json_string(log.key("message"), text.line(event));
  log.number("seq", event.seq);
  log.text("type", event.type);
  const bool is_json = !event.has(model::EventFlag::text) && !event.payload().empty();
  if (is_json && text.is_json(event.payload())) log.json("payload", event.payload());
  log.end();
}

void append_stats_object(std::string& out, const store::UsageSums& usage) {
  Members stats(out);
  stats.number("llm_calls", usage.requests);
  stats.number("input_tokens", usage.input);
  stats.number("cache_read_tokens", usage.cache_read);
  stats.number("cache_write_tokens", usage.cache_write);
  stats.number("output_tokens", usage.output);
  stats.number("total_tokens", usage.total);
  if (usage.cost_nusd) formats::append_cost_usd(stats.key("cost_usd"), *usage.cost_nusd);
  stats.end();
}

}  // namespace trace::tools
