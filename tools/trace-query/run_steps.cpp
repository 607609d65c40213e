#include "trace-query/run_steps.h"

#include "digest/checksum.h"

#include "base/utf8.h"
#include "decode/tool_step.h"
#include "store/event_rows.h"
#include "store/trace_rows.h"

#include <unordered_map>
#include <utility>

namespace trace::tools {
namespace {

constexpr std::size_t kMostShown = 2048;

class StepCollector {
 public:
  void add(const model::EventRow& event) {
    if (event.type == "tool_call") return add_call(event);
    if (event.type != "tool_result") return;
    const auto open = open_.find(key_of(event));
    if (open != open_.end()) add_result(steps_[open->second], event);
  }
  std::vector<RunStep> take() { return std::move(steps_); }

 private:
  // Lines that came as native records keep the id in their payload alone.
  std::int64_t key_of(const model::EventRow& event) {
    if (event.key) return *event.key;
    return static_cast<std::int64_t>(digest::checksum64(reader_.call_id(event.payload())));
  }
  void add_call(const model::EventRow& event) {
    RunStep step;
    step.seq = event.seq;
    step.tool = event.tool.empty() ? reader_.tool(event.payload()) : std::string(event.tool);
    const std::string input = reader_.input(event.payload());
    step.call_key = digest::checksum64(input, digest::checksum64(step.tool));
    step.input = base::cut_utf8(input, kMostShown);
    step.took_ms = event.duration_ms;
    open_[key_of(event)] = steps_.size();
    steps_.push_back(std::move(step));
  }
  void add_result(RunStep& step, const model::EventRow& event) {
    const std::string output = reader_.output(event.payload());
    step.is_answered = true;
    step.has_failed = event.level == model::Level::error;
    step.result_key = digest::checksum64(output, step.has_failed ? 1 : 0);
    step.output = base::cut_utf8(output, kMostShown);
    if (event.duration_ms) step.took_ms = event.duration_ms;
  }

  decode::StepReader reader_;
  std::vector<RunStep> steps_;
  std::unordered_map<std::int64_t, std::size_t> open_;  // calls by what their lines share
};

}  // namespace

std::vector<std::uint64_t> RunSummary::keys() const {
  std::vector<std::uint64_t> keys;
  keys.reserve(steps.size());
  for (const auto& step : steps) keys.push_back(step.call_key);
  return keys;
}

RunSummary read_run(Session& session, const store::TraceRef& trace) {
  RunSummary run;
  const std::int64_t ids[] = {trace.row};
  store::TraceRows(session.db(), session.names()).some(ids, [&](const store::TraceRow& row) {
    run.record = row.record;
  });
  run.usage = store::TraceUsage(session.db()).of(trace.row);
  StepCollector steps;
  store::EventRows events(session.db(), session.names());
  events.hand_on_long_lines();
  events.each(trace.row, trace.id, [&](const model::EventRow& event) { steps.add(event); });
  run.steps = steps.take();
  return run;
}

namespace {

// What each of the two does where they part, up to the next call that both have.
decode::Pair instead_at(const std::vector<decode::Pair>& pairs, std::size_t first) {
  decode::Pair found;
  for (std::size_t i = first; i < pairs.size() && !(pairs[i].left && pairs[i].right); ++i) {
    if (!found.left) found.left = pairs[i].left;
    if (!found.right) found.right = pairs[i].right;
  }
  return found;
}

}  // namespace

Comparison compare(const RunSummary& left, const RunSummary& right) {
  Comparison found;
  found.pairs = decode::align(left.keys(), right.keys());
  for (std::size_t i = 0; i < found.pairs.size(); ++i) {
    const auto& pair = found.pairs[i];
    if (!pair.left || !pair.right) {
      if (!found.first_call) found.first_call = i;
      continue;
    }
    ++found.same;
    const bool is_other = left.steps[*pair.left].result_key != right.steps[*pair.right].result_key;
    if (is_other && !found.first_result) found.first_result = i;
  }
  if (found.first_call) found.instead = instead_at(found.pairs, *found.first_call);
  return found;
}

}  // namespace trace::tools
