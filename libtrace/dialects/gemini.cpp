#include "dialects/gemini.h"

#include "dialects/chosen_dialect.h"
#include "dialects/gemini_api.h"
#include "dialects/gemini_run.h"

namespace trace::dialects {
namespace {

using json::Value;

Claim claim_printed(const Value& value) {
  const auto type = value["type"].str();
  if (type == "init" && value["session_id"].is_string() && value["model"] && !value["subtype"])
    return Claim::certain;
  const bool is_stats = value["stats"]["models"].is_object() || value["stats"]["total_tokens"];
  if (is_stats && (type == "result" || (type.empty() && value["stats"]["tools"])))
    return Claim::certain;
  if (type == "tool_use" && value["tool_id"].is_string() && value["tool_name"].is_string())
    return Claim::likely;
  const bool is_message = type == "message" && value["role"].is_string() && value["timestamp"];
  return is_message && value["content"].is_string() ? Claim::likely : Claim::none;
}

Claim claim_stored(const Value& value) {
  const bool is_head = value["sessionId"].is_string() && value["projectHash"].is_string();
  if (is_head) return Claim::certain;
  if (value["type"].str() == "gemini" && value["id"].is_string() && value["timestamp"])
    return Claim::certain;
  return value["$set"].is_object() || value["$rewindTo"].is_string() ? Claim::likely : Claim::none;
}

}  // namespace

Claim claim_gemini(const Value& value) {
  const auto stored = claim_stored(value);
  return stored != Claim::none ? stored : claim_printed(value);
}

std::unique_ptr<ingest::Dialect> make_gemini(const ingest::DialectContext& context) {
  // What the agent says, or what the API below it says.
  return std::make_unique<ChosenDialect>(
      "gemini", [context](const Value& first) -> std::unique_ptr<ingest::Dialect> {
        if (first && claim_gemini_api(first) != Claim::none) return make_gemini_api(context);
        return std::make_unique<GeminiRun>(context);
      });
}

}  // namespace trace::dialects
