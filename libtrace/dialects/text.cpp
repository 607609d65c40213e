#include "dialects/text.h"

#include "dialects/line_text.h"
#include "dialects/own_trace.h"

namespace trace::dialects {
namespace {

class Text final : public ingest::Dialect {
 public:
  explicit Text(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "text"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override {
    if (trimmed(line.bytes).empty()) return;
    add_text_event(line, trace_.open(line.arrived, out), out);
  }
  // An input without lines is a run too.
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override {
    trace_.open(at, out);
    trace_.end(at, out);
  }

 private:
  OwnTrace trace_;
};

}  // namespace

std::unique_ptr<ingest::Dialect> make_text(const ingest::DialectContext& context) {
  return std::make_unique<Text>(context);
}

}  // namespace trace::dialects
