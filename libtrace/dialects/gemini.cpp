#include "dialects/gemini.h"

#include "dialects/gemini_api.h"
#include "dialects/gemini_run.h"
#include "dialects/payload.h"

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

// What the agent says, or what the API below it says: the first line with JSON decides.
class Gemini final : public ingest::Dialect {
 public:
  explicit Gemini(const ingest::DialectContext& context) : context_(context) {}
  std::string_view name() const override { return "gemini"; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override {
    if (!inner_) choose(reader_.read(line.bytes).root);
    inner_->feed(line, out);
  }
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override {
    if (!inner_) choose({});
    inner_->finish(at, cut, out);
  }

 private:
  void choose(const Value& first) {
    const bool is_api = first && claim_gemini_api(first) != Claim::none;
    inner_ = is_api ? make_gemini_api(context_) : std::make_unique<GeminiRun>(context_);
  }

  ingest::DialectContext context_;
  PayloadReader reader_;
  std::unique_ptr<ingest::Dialect> inner_;
};

}  // namespace

Claim claim_gemini(const Value& value) {
  const auto stored = claim_stored(value);
  return stored != Claim::none ? stored : claim_printed(value);
}

std::unique_ptr<ingest::Dialect> make_gemini(const ingest::DialectContext& context) {
  return std::make_unique<Gemini>(context);
}

}  // namespace trace::dialects
