#include "trace-query/event_text.h"

namespace trace::tools {
namespace {

using model::EventFlag;

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string EventText::line(const model::EventRow& event) {
  if (event.has(EventFlag::not_kept) || !event.frame) return "(not kept)";
  std::string text = message(event);
  if (text.empty()) return summarizer_.summarize(event.type, event.payload());
  return summarizer_.summarize(event.type, text);
}

std::string EventText::message(const model::EventRow& event) {
  if (!event.frame || event.has(EventFlag::not_kept)) return {};
  if (event.has(EventFlag::native)) {
    if (!document_.parse(without_line_end(*event.frame))) return {};
    return std::string(document_.root()["message"].str());
  }
  const bool is_text = event.has(EventFlag::text) || event.has(EventFlag::not_parsed);
  return is_text ? std::string(without_line_end(event.payload())) : std::string();
}

bool EventText::is_json(std::string_view payload) {
  return static_cast<bool>(document_.parse(without_line_end(payload)));
}

}  // namespace trace::tools
