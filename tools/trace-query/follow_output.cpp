#include "trace-query/follow_output.h"

#include "trace-query/human_text.h"
#include "trace-query/job_json.h"

#include "base/error.h"
#include "common/terminal.h"
#include "formats/display_width.h"
#include "formats/json_text.h"
#include "formats/terminal_text.h"
#include "model/status.h"

#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";

QueryFormat chosen_format(const Session& session) {
  if (!session.options().output)
    return cli::is_terminal(STDOUT_FILENO) ? QueryFormat::table : QueryFormat::jsonl;
  const QueryFormat format = *session.options().output;
  if (format != QueryFormat::table && format != QueryFormat::jsonl && format != QueryFormat::sse)
    throw base::Failure(base::Errc::bad_usage, "follow prints table, jsonl or sse");
  return format;
}

std::string_view color_of(model::Level level) {
  if (level == model::Level::error) return kRed;
  return level == model::Level::warn ? kYellow : std::string_view{};
}

std::string_view color_of(model::RunStatus status) {
  if (!model::is_end(status)) return {};
  return status == model::RunStatus::success ? kGreen : kRed;
}

std::string figures(const store::UsageSums& usage) {
  std::string text;
  if (usage.requests > 0)
    text += " · " + std::to_string(usage.requests) + (usage.requests == 1 ? " call" : " calls");
  if (usage.total) text += " · " + short_number(*usage.total) + " tokens";
  if (usage.cost_nusd) text += " · " + short_cost(*usage.cost_nusd);
  return text;
}

}  // namespace

FollowOutput::FollowOutput(Session& session, bool is_one)
    : session_(session),
      format_(chosen_format(session)),
      is_one_(is_one),
      look_(session.writer_options()) {}

void FollowOutput::event(const store::Watched& trace, const model::EventRow& event,
                         const store::UsageSums& usage) {
  if (format_ != QueryFormat::table) return object(&trace, &event, usage);
  line_for_people(trace, event.at, color_of(event.level),
                  std::string(event.type) + "  " + text_.line(event));
}

void FollowOutput::status(const store::Watched& trace, const store::UsageSums& usage) {
  if (format_ != QueryFormat::table) return object(&trace, nullptr, usage);
  line_for_people(trace, session_.now(), color_of(*trace.status),
                  "● " + std::string(model::name(*trace.status)) + figures(usage));
}

void FollowOutput::heartbeat(const store::Watched* trace, const store::UsageSums& usage) {
  if (format_ == QueryFormat::jsonl) return object(trace, nullptr, usage);
  if (format_ == QueryFormat::sse) return session_.out().write("event: ping\ndata: {}\n\n");
  if (trace != nullptr)
    line_for_people(*trace, session_.now(), {}, "… still running" + figures(usage));
}

void FollowOutput::flush() { session_.out().flush(); }

// `03:00:07  0a1b2c3d    assistant  …`, children further to the right.
void FollowOutput::line_for_people(const store::Watched& trace, base::UnixMicros at,
                                   std::string_view color, const std::string& text) {
  std::string line;
  session_.zone().append_local(line, at);
  line.erase(0, line.find(' ') + 1);
  line += "  ";
  if (!is_one_) formats::append_terminal_text(line, short_id(trace.id));
  if (!is_one_) line += "  ";
  for (int generation = 0; generation < trace.depth; ++generation) line += "  ";
  const int room = look_.width > 0 ? look_.width - formats::display_width(line) : 10'000;
  std::string& out = session_.out().buffer();
  out += line;
  if (look_.color) out += color;
  formats::append_elided(out, formats::terminal_text(text), room);
  if (look_.color && !color.empty()) out += "\x1b[0m";
  out += '\n';
}

void FollowOutput::object(const store::Watched* trace, const model::EventRow* event,
                          const store::UsageSums& usage) {
  std::string& out = session_.out().buffer();
  if (format_ == QueryFormat::sse) out += "data: ";
  out += "{\"job_id\":";
  if (trace == nullptr) {
    out += "null,\"status\":null";
  } else {
    formats::append_json_string(out, trace->id);
    const auto status = trace->status.value_or(model::RunStatus::running);
    out += ",\"status\":\"" + std::string(model::name(status)) + "\"";
  }
  out += ",\"event\":";
  if (event == nullptr) {
    out += "{}";
  } else {
    append_log_object(out, *event, text_);
  }
  out += ",\"stats\":";
  append_stats_object(out, usage);
  out += format_ == QueryFormat::sse ? "}\n\n" : "}\n";
}

}  // namespace trace::tools
