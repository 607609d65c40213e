#include "common/key_events.h"

#include <algorithm>

namespace trace::tools {
namespace {

constexpr std::size_t kMostErrors = 10;
constexpr std::size_t kMostSteps = 5;
constexpr std::size_t kMostContexts = 1;

// Keep the largest few, largest first; of equal ones the earlier.
void keep(std::vector<formats::KeyStep>& steps, std::int64_t amount, std::string text,
          std::size_t most = kMostSteps) {
  const auto place = std::find_if(steps.begin(), steps.end(),
                                  [&](const auto& step) { return step.amount < amount; });
  steps.insert(place, {amount, std::move(text)});
  if (steps.size() > most) steps.pop_back();
}

bool would_keep(const std::vector<formats::KeyStep>& steps, std::int64_t amount) {
  return amount > 0 && (steps.size() < kMostSteps || steps.back().amount < amount);
}

std::string request_text(const model::Request& request) {
  return "request " + request.id + " " + request.model;
}

}  // namespace

formats::TimelineRow timeline_row(const model::EventRow& event, decode::Summarizer& summarizer) {
  formats::TimelineRow row;
  row.seq = event.seq;
  row.at = event.at;
  row.level = event.level;
  row.type = event.type;
  row.duration_ms = event.duration_ms;
  if (!event.frame) return row;
  row.text = summarizer.summarize(
      event.type, event.has(model::EventFlag::native) ? *event.frame : event.payload());
  return row;
}

void KeyEventCollector::add(const model::EventRow& event) {
  if (event.level == model::Level::error && ++found_.errors <= std::int64_t{kMostErrors})
    found_.first_errors.push_back(timeline_row(event, summarizer_));
  if (event.type.find("retry") != std::string_view::npos &&
      ++found_.retries <= std::int64_t{kMostErrors})
    found_.first_retries.push_back(timeline_row(event, summarizer_));
  if (!event.duration_ms || !would_keep(found_.slowest, *event.duration_ms)) return;
  std::string text = "#" + std::to_string(event.seq) + " " + std::string(event.type);
  if (!event.tool.empty()) text += " " + std::string(event.tool);
  keep(found_.slowest, *event.duration_ms, std::move(text));
}

void KeyEventCollector::add(const model::Request& request) {
  usage_.add(request);
  if (request.duration_ms && would_keep(found_.slowest, *request.duration_ms))
    keep(found_.slowest, *request.duration_ms, request_text(request));
  if (request.cost_nusd && would_keep(found_.dearest, *request.cost_nusd))
    keep(found_.dearest, *request.cost_nusd, request_text(request));
  const auto& tokens = request.tokens;
  const std::int64_t context =
      tokens.input.value_or(0) + tokens.cache_read.value_or(0) + tokens.cache_write.value_or(0);
  if (context > 0 && (found_.fullest.empty() || found_.fullest.front().amount < context))
    keep(found_.fullest, context, request_text(request), kMostContexts);
}

}  // namespace trace::tools
