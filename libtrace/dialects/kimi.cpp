#include "dialects/kimi.h"

#include "dialects/session_dialect.h"

#include <cstddef>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

std::string text_of(const Value& content) {
  if (content.is_string()) return std::string(content.str());
  std::string out;
  for (auto part = content.first(); part; part = part.next()) out += part["text"].str();
  return out;
}

class Kimi final : public SessionDialect {
 public:
  explicit Kimi(const ingest::DialectContext& context) : SessionDialect("kimi", context) {}

 private:
  void read(const Frame& frame, ingest::Parsed& out) override;
  void read_answer(const Frame& frame, ingest::Parsed& out);

  std::optional<base::UnixMicros> asked_;
  std::size_t answers_ = 0;
  bool is_described_ = false;
};

void Kimi::read(const Frame& frame, ingest::Parsed& out) {
  const auto role = frame.root["role"].str();
  enter({}, frame, out);
  if (!std::exchange(is_described_, true))
    run().change(out).metadata = metadata_of({{"agent", "kimi"}});
  if (role == "assistant") return read_answer(frame, out);
  go_on();
  if (role == "tool") {
    auto& event = add_event(frame, "tool_result", out);
    answer_tool(event, frame.root["tool_call_id"].str(), known_time(frame));
  } else if (role == "user") {
    add_event(frame, "user", out);
    ask(text_of(frame.root["content"]), out);
  } else {
    add_event(frame, role == "system" ? "system" : "raw", out);
    return;
  }
  asked_ = known_time(frame);
}

// An answer without tool calls is the last one, until more comes.
void Kimi::read_answer(const Frame& frame, ingest::Parsed& out) {
  const auto content = frame.root["content"];
  const auto calls = frame.root["tool_calls"];
  for (auto part = content.first(); part; part = part.next())
    if (part["type"].str() == "think") add_part(frame, part, "thinking", out);
  if (!text_of(content).empty() || !calls.first()) add_event(frame, "assistant", out);
  for (auto call = calls.first(); call; call = call.next())
    call_tool(add_part(frame, call, "tool_call", out), call["id"].str(),
              call["function"]["name"].str(), known_time(frame));
  answer(text_of(content));
  auto r = request(std::to_string(++answers_), frame);
  if (asked_) {
    r.requested_at = *asked_;
    r.responded_at = frame.when();
  }
  add_content(r, text_of(content), out);
  out.after.emplace_back(std::move(r));
  asked_ = known_time(frame);
  if (calls.first())
    go_on();
  else
    say_end(model::RunStatus::success, frame);
}

}  // namespace

Claim claim_kimi(const Value& value) {
  const auto role = value["role"].str();
  for (auto member = value.first(); member; member = member.next()) {
    const auto key = member.key();
    if (key != "role" && key != "content" && key != "tool_calls" && key != "tool_call_id" &&
        key != "name" && key != "reasoning_content")
      return Claim::none;
  }
  const bool is_answer = role == "assistant" && (value["content"] || value["tool_calls"]);
  const bool is_result = role == "tool" && value["tool_call_id"].is_string();
  return is_answer || is_result ? Claim::likely : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_kimi(const ingest::DialectContext& context) {
  return std::make_unique<Kimi>(context);
}

}  // namespace trace::dialects
