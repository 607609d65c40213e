#include "dialects/openai.h"

#include "dialects/api_dialect.h"
#include "dialects/api_envelope.h"
#include "dialects/openai_chat.h"
#include "dialects/openai_errors.h"
#include "dialects/openai_request.h"
#include "dialects/openai_responses.h"

namespace trace::dialects {
namespace {

using json::Value;

bool is_response_event(const Value& p) {
  return p["type"].str().starts_with("response.") &&
         (p["response"].is_object() || p["sequence_number"] || p["item_id"] || p["output_index"]);
}

class OpenAi final : public ApiReader {
 public:
  std::string_view name() const override { return "openai"; }
  void read(const Value& payload, ApiRun& run) override;

 private:
  OpenAiResponses responses_;
};

void OpenAi::read(const Value& p, ApiRun& run) {
  if (is_response_event(p) || is_openai_response(p)) return responses_.read(p, run);
  if (p["type"].str() == "keepalive") {
    run.add(p, "ping", model::Level::debug);
  } else if (p["choices"].is_array()) {
    read_openai_chat(p, run);
  } else if (is_openai_error(p)) {
    read_openai_error(p, run);
  } else if (is_openai_request(p)) {
    read_openai_request(p, run);
  } else if (p["object"].str() == "list" && p["usage"].is_object()) {
    read_openai_embeddings(p, run);
  } else {
    run.add(p, "raw");
  }
}

// A chunk or a body of Chat Completions.
Claim claim_chat(const Value& p) {
  const auto object = p["object"].str();
  const auto choices = p["choices"];
  if (!choices.is_array()) return Claim::none;
  if (object.starts_with("chat.completion") || object == "text_completion") return Claim::certain;
  const auto choice = choices.first();
  if (choice["delta"].is_object() || p["prompt_filter_results"]) return Claim::certain;
  return choice["message"]["role"].is_string() ? Claim::certain : Claim::none;
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_openai(const ingest::DialectContext& context) {
  return make_api_dialect(context, std::make_unique<OpenAi>());
}

Claim claim_openai(const Value& value) {
  const auto p = api_payload(value);
  if (!p.is_object()) return Claim::none;
  if (is_response_event(p)) return Claim::certain;
  if (is_openai_response(p) && p["output"].is_array()) return Claim::certain;
  if (claim_chat(p) == Claim::certain) return Claim::certain;
  const auto error = p["error"];
  const bool is_alone = !p.first().next() || error["param"];
  if (error["message"].is_string() && error["type"].is_string() && is_alone) return Claim::likely;
  if (is_openai_error(p) && p["type"].str() == "error" && p["sequence_number"])
    return Claim::likely;
  // Data sets have models and inputs, too: what asks an API says more.
  const bool asks = p["messages"] || p["stream"] || p["instructions"] || p["tools"] ||
                    p["max_output_tokens"] || p["max_tokens"] || p["temperature"];
  return asks && is_openai_request(p) ? Claim::likely : Claim::none;
}

}  // namespace trace::dialects
