#include "dialects/amp.h"

#include "dialects/record_fields.h"
#include "dialects/scalars.h"
#include "dialects/session_dialect.h"

#include <map>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// Counters of a message. OpenAI's models have no cache writes: there it is fresh input.
model::Tokens tokens_of(const Value& usage, std::string_view model) {
  model::Tokens out;
  out.input = counter_of(usage["inputTokens"]);
  out.output = counter_of(usage["outputTokens"]);
  out.cache_read = counter_of(usage["cacheReadInputTokens"]);
  out.cache_write = counter_of(usage["cacheCreationInputTokens"]);
  if (model.starts_with("gpt") && out.cache_write) {
    out.input = saturated(out.input.value_or(0), *out.cache_write);
    out.cache_write.reset();
  }
  return out;
}

class Amp final : public SessionDialect {
 public:
  explicit Amp(const ingest::DialectContext& context) : SessionDialect("amp", context) {
    set_source(Source::storage);
  }

 private:
  std::optional<base::UnixMicros> time_in(const Value& root) const override {
    return time_of(root["created"]);
  }
  void read(const Frame& frame, ingest::Parsed& out) override;
  void read_message(const Value& message, const Frame& frame, ingest::Parsed& out);
  void read_block(const Value& block, bool is_user, const Frame& frame, ingest::Parsed& out);
  void count_ledger(const Frame& frame, ingest::Parsed& out);
  void count_message(const Value& message, const Frame& frame, ingest::Parsed& out);
};

void Amp::read(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  enter(root["id"].str(), frame, out);
  add_event(frame, "session", out);
  run().entitle(root["title"].str(), out);
  run().change(out).metadata = metadata_of({{"agent", "amp"}});
  const auto messages = root["messages"];
  const bool has_ledger = root["usageLedger"]["events"].is_array();
  for (auto message = messages.first(); message; message = message.next()) {
    Frame said = frame;
    const auto sent = time_of(message["meta"]["sentAt"]);
    const auto used = time_of(message["usage"]["timestamp"]);
    said.at = used ? used : sent ? sent : time_of(message["timestamp"]);
    if (said.at) saw(*said.at);
    if (!said.at) said.at = frame.at;
    const auto first = out.events.size();
    read_message(message, said, out);
    name_parts(first, message["messageId"].raw(), out);
    if (!has_ledger) count_message(message, said, out);
  }
  if (has_ledger) count_ledger(frame, out);
}

void Amp::read_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  const bool is_user = message["role"].str() == "user";
  const auto content = message["content"];
  if (content.is_string()) {
    add_part(frame, message, is_user ? "user" : "assistant", out);
    if (is_user) ask(content.str(), out);
    if (!is_user) answer(content.str());
  }
  for (auto block = content.first(); block; block = block.next())
    read_block(block, is_user, frame, out);
}

void Amp::read_block(const Value& block, bool is_user, const Frame& frame, ingest::Parsed& out) {
  const auto type = block["type"].str();
  if (type == "tool_use") {
    call_tool(add_part(frame, block, "tool_call", out), block["id"].str(), block["name"].str(),
              std::nullopt);
  } else if (type == "tool_result") {
    auto& event = add_part(frame, block, "tool_result", out);
    const auto id = block["toolUseID"].str();
    answer_tool(event, id.empty() ? block["tool_use_id"].str() : id, std::nullopt);
    const auto status = block["run"]["status"].str();
    if (status == "error") event.level = Level::error;
    if (status == "cancelled" || status == "rejected-by-user") event.level = Level::warn;
  } else if (type == "thinking") {
    add_part(frame, block, "thinking", out);
  } else if (type == "text") {
    add_part(frame, block, is_user ? "user" : "assistant", out);
    if (is_user) ask(block["text"].str(), out);
    if (!is_user) answer(block["text"].str());
  }
}

// The ledger and the messages tell of the same: the ledger counts, messages know what was cached.
void Amp::count_ledger(const Frame& frame, ingest::Parsed& out) {
  std::map<std::int64_t, Value> usage;
  const auto messages = frame.root["messages"];
  for (auto message = messages.first(); message; message = message.next())
    if (const auto id = message["messageId"].i64()) usage[*id] = message["usage"];
  const auto events = frame.root["usageLedger"]["events"];
  for (auto event = events.first(); event; event = event.next()) {
    Frame used = frame;
    if (const auto at = time_of(event["timestamp"])) used.at = at;
    if (used.at) saw(*used.at);
    auto r = request(event["id"].str(), used);
    r.model = event["model"].str().empty() ? "unknown" : event["model"].str();
    const auto found = usage.find(event["toMessageId"].i64().value_or(-1));
    if (found != usage.end()) r.tokens = tokens_of(found->second, r.model);
    const auto tokens = event["tokens"];
    if (const auto input = counter_of(tokens["input"]); input && !r.tokens.input)
      r.tokens.input = input;
    if (const auto output = counter_of(tokens["output"])) r.tokens.output = output;
    use_model(r.model, out);
    out.after.emplace_back(std::move(r));
  }
}

void Amp::count_message(const Value& message, const Frame& frame, ingest::Parsed& out) {
  const auto usage = message["usage"];
  if (!usage.is_object() || message["role"].str() != "assistant") return;
  use_model(usage["model"].str(), out);
  const auto id = scalar_text(message["messageId"]);
  auto r = request(id.empty() ? std::to_string(message.offset()) : std::string(id), frame);
  r.tokens = tokens_of(usage, usage["model"].str());
  out.after.emplace_back(std::move(r));
}

}  // namespace

Claim claim_amp(const Value& value) {
  const bool is_thread = value["id"].str().starts_with("T-") && value["messages"].is_array();
  const bool has_ledger = value["usageLedger"].is_object() && value["id"].is_string();
  return is_thread || has_ledger ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_amp(const ingest::DialectContext& context) {
  return std::make_unique<Amp>(context);
}

}  // namespace trace::dialects
