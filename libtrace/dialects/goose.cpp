#include "dialects/goose.h"

#include "dialects/scalars.h"
#include "dialects/session_dialect.h"
#include "json/writer.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

class Goose final : public SessionDialect {
 public:
  explicit Goose(const ingest::DialectContext& context) : SessionDialect("goose", context) {}

 private:
  std::optional<base::UnixMicros> time_in(const Value& root) const override;
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override { totals_ = 0, last_total_ = 0, is_described_ = false; }

  void read_message(const Frame& frame, ingest::Parsed& out);
  void read_block(const Value& block, const Frame& frame, ingest::Parsed& out);
  void read_complete(const Frame& frame, ingest::Parsed& out);

  std::int64_t totals_ = 0, last_total_ = 0;  // counters that began anew, and the last sum
  bool is_described_ = false, failed_ = false;
  std::string speaking_;  // the message whose pieces come
};

std::optional<base::UnixMicros> Goose::time_in(const Value& root) const {
  if (const auto at = time_of(root["timestamp"])) return at;
  return time_of(root["message"]["created"]);
}

void Goose::read(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const auto type = root["type"].str();
  enter(root["session_id"].str(), frame, out);
  if (!std::exchange(is_described_, true))
    run().change(out).metadata = metadata_of({{"agent", "goose"}});
  if (type == "message") {
    read_message(frame, out);
  } else if (type == "complete") {
    read_complete(frame, out);
  } else if (type == "error") {
    add_event(frame, "error", out).level = Level::error;
    const auto error = root["error"];
    say_failure({{}, error.is_object() ? error["message"].str() : error.str(), std::nullopt},
                frame);
    failed_ = true;
  } else if (type == "model_change") {
    add_event(frame, "model_change", out);
    use_model(root["model"].str(), out);
  } else if (type == "notification") {
    auto& event = add_event(frame, "stream", out);
    event.level = Level::debug;
    event.key = root["extension_id"].str();
  } else {
    add_event(frame, "raw", out);
  }
}

void Goose::read_message(const Frame& frame, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  go_on();
  failed_ = false;
  const auto content = message["content"];
  for (auto block = content.first(); block; block = block.next()) read_block(block, frame, out);
  const bool is_user = message["role"].str() == "user";
  if (out.events.empty()) add_event(frame, is_user ? "user" : "assistant", out);
  for (auto& event : out.events)
    if (event.key.empty()) event.key = message["id"].str();  // its pieces share it
}

void Goose::read_block(const Value& block, const Frame& frame, ingest::Parsed& out) {
  const auto type = block["type"].str();
  const bool is_user = frame.root["message"]["role"].str() == "user";
  if (type == "text") {
    add_part(frame, block, is_user ? "user" : "assistant", out);
    if (is_user) return ask(block["text"].str(), out);
    // Pieces of one message share its id.
    const auto id = frame.root["message"]["id"].str();
    if (!id.empty() && id == speaking_) return more_answer(block["text"].str());
    speaking_ = id;
    answer(block["text"].str());
  } else if (type == "toolRequest") {
    const auto call = block["toolCall"];
    const auto told = call["value"] ? call["value"] : call;
    call_tool(add_part(frame, block, "tool_call", out), block["id"].str(), told["name"].str(),
              known_time(frame));
  } else if (type == "toolResponse") {
    auto& event = add_part(frame, block, "tool_result", out);
    answer_tool(event, block["id"].str(), known_time(frame));
    const auto result = block["toolResult"];
    const bool failed = result["status"].str() == "error" || result["error"] ||
                        result["value"]["isError"].boolean().value_or(false);
    if (failed) event.level = Level::error;
  } else if (type == "thinking" || type == "redactedThinking" || type == "reasoning") {
    add_part(frame, block, "thinking", out);
  }
}

// Counters of the whole session so far: a later line takes the place of an earlier one. A smaller
// sum began to count anew.
void Goose::read_complete(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  auto& event = add_event(frame, "result", out);
  if (failed_)
    event.level = Level::error;
  else
    say_end(model::RunStatus::success, frame);
  const auto input = counter_of(root["input_tokens"]), output = counter_of(root["output_tokens"]);
  const auto total =
      counter_of(root["total_tokens"]).value_or(saturated(input.value_or(0), output.value_or(0)));
  if (total < last_total_) ++totals_;
  last_total_ = total;
  auto r = request("complete/" + std::to_string(totals_), frame);
  r.tokens.cache_read = counter_of(root["cache_read_input_tokens"]);
  r.tokens.cache_write = counter_of(root["cache_write_input_tokens"]);
  r.tokens.output = output;
  r.tokens.input = input;
  const auto cached = r.tokens.cache_read.value_or(0) + r.tokens.cache_write.value_or(0);
  if (input && *input >= cached) *r.tokens.input -= cached;
  if (const auto cost = nano_dollars(root["cost_usd"]); cost && *cost > 0) {
    r.cost_nusd = cost;
    r.cost_source = model::CostSource::reported;
  }
  if (total > 0 && !input && !output)
    json::Writer(r.metadata).begin_object().key("total_tokens").integer(total).end_object();
  if (total > 0) out.after.emplace_back(std::move(r));
}

}  // namespace

Claim claim_goose(const Value& value) {
  const auto type = value["type"].str();
  const auto message = value["message"];
  if (type == "message" && message["role"].is_string() && message["content"].is_array() &&
      !value["parentId"] && !value["timestamp"])
    return message["created"] ? Claim::certain : Claim::likely;
  if (type == "complete" && value["total_tokens"]) return Claim::certain;
  return type == "notification" && value["extension_id"] ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_goose(const ingest::DialectContext& context) {
  return std::make_unique<Goose>(context);
}

}  // namespace trace::dialects
