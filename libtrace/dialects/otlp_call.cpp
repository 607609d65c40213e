#include "dialects/otlp_call.h"

#include "dialects/line_text.h"
#include "dialects/scalars.h"
#include "json/writer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace trace::dialects {
namespace {

using json::Value;

constexpr std::array<std::string_view, 6> kModelCalls{
    "chat", "generate_content", "text_completion", "embeddings", "completion", "embedding"};

// The operation's name: an attribute of today or of before, else the first word of the span's.
std::string_view operation_name(const OtlpAttributes& a, std::string_view span_name) {
  const auto name = a.text({"gen_ai.operation.name", "llm.request.type", "traceloop.span.kind"});
  return name.empty() ? span_name.substr(0, span_name.find(' ')) : name;
}

model::Tokens read_tokens(const OtlpAttributes& a) {
  model::Tokens t;
  const auto input = a.counter(
      {"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"});
  t.output = a.counter({"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                        "llm.usage.completion_tokens"});
  t.cache_read =
      a.counter({"gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
                 "gen_ai.usage.cached_input_tokens"});
  t.cache_write = a.counter({"gen_ai.usage.cache_creation.input_tokens",
                             "gen_ai.usage.cache_write.input_tokens",
                             "gen_ai.usage.cache_creation_input_tokens"});
  t.reasoning =
      a.counter({"gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"});
  // Input includes what was read from and written to the cache (semconv gen-ai, note on usage).
  if (input)
    t.input =
        std::max<std::int64_t>(0, *input - t.cache_read.value_or(0) - t.cache_write.value_or(0));
  const auto total = a.counter({"llm.usage.total_tokens", "gen_ai.usage.total_tokens"});
  if (!t.output && input && total && *total >= *input) t.output = *total - *input;
  return t;
}

std::string finish_reasons(const OtlpAttributes& a) {
  const auto value = a.any({"gen_ai.response.finish_reasons", "llm.response.finish_reason"});
  if (value["stringValue"].is_string()) return std::string(value["stringValue"].str());
  std::string out;
  for (auto v = value["arrayValue"]["values"].first(); v; v = v.next()) {
    if (!out.empty()) out += ',';
    out += v["stringValue"].str();
  }
  return out;
}

// Text of a message's parts: {type: text, content}; of a structured value or of parsed JSON.
void append_parts(const Value& parts, std::string& out) {
  for (auto part = parts.first(); part; part = part.next()) {
    const auto text = part["content"].is_string() ? part["content"].str() : part["text"].str();
    if (text.empty() || part["type"].str() == "reasoning") continue;
    if (!out.empty()) out += '\n';
    out += text;
  }
}

std::string message_text(const Value& message) {
  std::string out;
  if (message["content"].is_string()) return std::string(message["content"].str());
  append_parts(message["parts"].is_array() ? message["parts"] : message["content"], out);
  return out;
}

// Messages as JSON, from a text that holds JSON or from typed values written plainly.
std::string plain_json(const Value& any);

void write_plain(const Value& any, json::Writer& writer) {
  if (any["arrayValue"].is_object()) {
    writer.begin_array();
    for (auto v = any["arrayValue"]["values"].first(); v; v = v.next()) write_plain(v, writer);
    writer.end_array();
  } else if (any["kvlistValue"].is_object()) {
    writer.begin_object();
    for (auto v = any["kvlistValue"]["values"].first(); v; v = v.next()) {
      writer.key(v["key"].str());
      write_plain(v["value"], writer);
    }
    writer.end_object();
  } else if (const auto only = any.first(); only && !only.is_object() && !only.is_array()) {
    writer.raw(only.raw());
  } else {
    writer.null();
  }
}

std::string plain_json(const Value& any) {
  if (any["stringValue"].is_string()) return std::string(any["stringValue"].str());
  std::string out;
  json::Writer writer(out);
  if (any) write_plain(any, writer);
  return out;
}

// Text of all messages of a role (empty: of any), the last or the first one.
std::string words_of(const std::string& messages, std::string_view role, bool first,
                     json::Document& inner) {
  std::string out;
  if (messages.empty() || !inner.parse(messages)) return role.empty() ? messages : out;
  const auto root = inner.root();
  for (auto m = root.is_array() ? root.first() : root; m; m = m.next()) {
    if (!role.empty() && m["role"].str() != role) continue;
    auto text = message_text(m);
    if (text.empty()) continue;
    out = std::move(text);
    if (first) break;
  }
  return out;
}

std::string old_prompt(const OtlpAttributes& a) {
  for (const auto* n : {"gen_ai.prompt.0", "gen_ai.prompt.1", "gen_ai.prompt.2"}) {
    const std::string name(n);
    if (a.text({name + ".role"}) == "user") return std::string(a.text({name + ".content"}));
  }
  return {};
}

// What trace-export adds where the conventions have no word.
void read_own(const OtlpAttributes& a, model::Request& r) {
  if (const auto cost = a.counter({"trace.cost_nusd"})) {
    r.cost_nusd = *cost;
    r.cost_source = model::CostSource::reported;
  }
  if (const auto source = a.counter({"trace.cost_source"}); source && *source >= 0 && *source <= 3)
    r.cost_source = static_cast<model::CostSource>(*source);
  r.tokens.cache_write_1h = a.counter({"trace.cache_write_1h_tokens"});
  r.duration_ms = a.counter({"trace.duration_ms"});
  r.request_bytes = a.counter({"trace.request_bytes"});
  r.response_bytes = a.counter({"trace.response_bytes"});
  r.token_id = a.text({"trace.token_id"});
  r.account_id = a.text({"trace.account_id"});
  r.mode = a.text({"trace.mode"});
  r.metadata = a.text({"trace.metadata"});
  if (const auto id = a.text({"trace.conversation_id"}); !id.empty()) r.conversation_id = id;
}

// Take the text that trace-export wrote beside the messages.
void take_own(const OtlpAttributes& a, std::string_view key, std::string& text) {
  if (const auto own = a.text({std::string(key)}); !own.empty()) text = own;
}

}  // namespace

OtlpOperation otlp_operation(const OtlpAttributes& a, std::string_view span_name) {
  if (!a.is_about_models()) return OtlpOperation::other;
  const auto name = operation_name(a, span_name);
  if (std::find(kModelCalls.begin(), kModelCalls.end(), name) != kModelCalls.end())
    return OtlpOperation::model_call;
  if (name == "execute_tool" || name == "tool") return OtlpOperation::tool;
  const bool is_agent = name == "invoke_agent" || name == "create_agent" || name == "agent" ||
                        name == "workflow" || name == "invoke_workflow";
  return is_agent ? OtlpOperation::agent : OtlpOperation::other;
}

model::Request read_otlp_call(const OtlpAttributes& a) {
  model::Request r;
  r.id = a.text({"gen_ai.response.id", "llm.response.id"});
  r.model = a.text({"gen_ai.response.model", "llm.response.model"});
  if (r.model.empty()) r.model = a.text({"gen_ai.request.model", "llm.request.model"});
  if (r.model.empty()) r.model = "unknown";
  r.provider = a.text({"gen_ai.provider.name", "gen_ai.system"});
  r.conversation_id = a.text({"gen_ai.conversation.id", "session.id"});
  r.user = a.text({"enduser.id", "user.id"});
  r.stream = a.boolean({"gen_ai.request.stream", "gen_ai.request.is_stream", "llm.is_streaming"});
  r.tokens = read_tokens(a);
  if (const auto seconds =
          a.number({"gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"});
      seconds && *seconds >= 0 && *seconds < 1e6)
    r.ttft_ms = std::llround(*seconds * 1000);
  read_own(a, r);
  const auto reasons = finish_reasons(a);
  if (!reasons.empty() && r.metadata.empty())
    json::Writer(r.metadata).begin_object().key("stop_reason").string(reasons).end_object();
  return r;
}

model::Content read_otlp_content(const OtlpAttributes& a, json::Document& inner) {
  model::Content c;
  c.messages = plain_json(a.any({"gen_ai.input.messages", "gen_ai.prompt"}));
  const auto system = plain_json(a.any({"gen_ai.system_instructions"}));
  c.system_prompt = system;
  if (inner.parse(system)) {
    std::string words;
    append_parts(inner.root(), words);
    if (!words.empty()) c.system_prompt = words;
  }
  c.prompt = words_of(c.messages, "user", false, inner);
  if (c.prompt.empty()) c.prompt = old_prompt(a);
  c.completion = otlp_answer(a, inner);
  take_own(a, "trace.prompt", c.prompt);
  take_own(a, "trace.completion", c.completion);
  take_own(a, "trace.system_prompt", c.system_prompt);
  return c;
}

std::string otlp_prompt(const OtlpAttributes& a, json::Document& inner) {
  auto text =
      words_of(plain_json(a.any({"gen_ai.input.messages", "gen_ai.prompt"})), "user", true, inner);
  return text.empty() ? old_prompt(a) : text;
}

std::string otlp_answer(const OtlpAttributes& a, json::Document& inner) {
  const auto output = plain_json(a.any({"gen_ai.output.messages", "gen_ai.completion"}));
  auto text = words_of(output, "", false, inner);
  return text.empty() ? std::string(a.text({"gen_ai.completion.0.content"})) : text;
}

OtlpFailure otlp_failure(const OtlpAttributes& a, const Value& status) {
  OtlpFailure f;
  f.code = a.text({"error.type"});
  f.message = status["message"].str();
  if (f.message.empty()) f.message = a.text({"exception.message", "error.message"});
  f.http_status = a.counter({"http.response.status_code", "http.status_code"});
  const auto code = status["code"];
  f.has_failed = code.i64() == 2 || code.str() == "STATUS_CODE_ERROR" || !f.code.empty();
  return f;
}

}  // namespace trace::dialects
