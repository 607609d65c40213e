#include "dialects/copilot.h"

#include "dialects/copilot_cli.h"
#include "dialects/payload.h"
#include "dialects/vscode_chat.h"

namespace trace::dialects {
namespace {

using json::Value;

// The first JSON tells which of the two it is.
class Copilot final : public ingest::Dialect {
 public:
  explicit Copilot(const ingest::DialectContext& context) : context_(context) {}
  std::string_view name() const override { return "copilot"; }
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
    if (is_vscode_chat(first))
      inner_ = std::make_unique<VscodeChat>(context_);
    else
      inner_ = std::make_unique<CopilotCli>(context_);
  }

  ingest::DialectContext context_;
  PayloadReader reader_;
  std::unique_ptr<ingest::Dialect> inner_;
};

}  // namespace

Claim claim_copilot(const Value& value) {
  if (is_vscode_chat(value)) return Claim::certain;
  if (!is_copilot_event(value)) return Claim::none;
  const bool is_start =
      value["type"].str() == "session.start" && value["data"]["sessionId"].is_string();
  return is_start ? Claim::certain : Claim::likely;
}

std::unique_ptr<ingest::Dialect> make_copilot(const ingest::DialectContext& context) {
  return std::make_unique<Copilot>(context);
}

}  // namespace trace::dialects
