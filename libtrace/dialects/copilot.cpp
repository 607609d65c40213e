#include "dialects/copilot.h"

#include "dialects/chosen_dialect.h"
#include "dialects/copilot_cli.h"
#include "dialects/vscode_chat.h"

namespace trace::dialects {

using json::Value;

Claim claim_copilot(const Value& value) {
  if (is_vscode_chat(value)) return Claim::certain;
  if (!is_copilot_event(value)) return Claim::none;
  const bool is_start =
      value["type"].str() == "session.start" && value["data"]["sessionId"].is_string();
  return is_start ? Claim::certain : Claim::likely;
}

std::unique_ptr<ingest::Dialect> make_copilot(const ingest::DialectContext& context) {
  return std::make_unique<ChosenDialect>(
      "copilot", [context](const Value& first) -> std::unique_ptr<ingest::Dialect> {
        if (is_vscode_chat(first)) return std::make_unique<VscodeChat>(context);
        return std::make_unique<CopilotCli>(context);
      });
}

}  // namespace trace::dialects
