#include "dialects/syslog.h"

#include "dialects/line_text.h"
#include "dialects/log_trace.h"
#include "dialects/syslog_line.h"
#include "dialects/text_group.h"
#include "dialects/text_level.h"
#include "model/event_row.h"

namespace trace::dialects {
namespace {

class Syslog final : public ingest::Dialect {
 public:
  explicit Syslog(const ingest::DialectContext& context) : trace_(context) {}
  std::string_view name() const override { return "syslog"; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { trace_.end(at, out); }

 private:
  LogTrace trace_;
  TextGroup group_;
  LocalZone zone_;
};

void Syslog::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  const bool goes_on = group_.holds(line.bytes);
  const auto said = goes_on ? std::nullopt : read_syslog(line.bytes, line.arrived, zone_);
  const auto at = said ? std::optional(said->at) : std::nullopt;
  auto& event = add_text_event(line, trace_.open(line, at, out), out);
  if (goes_on) return group_.join(line.bytes, event);
  if (!said) event.at = trace_.last_time();
  if (said) {
    trace_.set_host(said->host, out);
    event.at = said->at;
    event.flags = model::EventFlag::text;
    event.type = is_word(said->tag) ? said->tag : "log";
    event.level =
        said->level ? *said->level : text_level(said->message).value_or(model::Level::info);
  }
  group_.begin(line, event);
}

}  // namespace

Claim claim_syslog(std::string_view line) {
  // Whether it is one does not depend on when it came, nor on the zone, which costs a file to read.
  constexpr base::UnixMicros kAny{1'700'000'000'000'000};
  LocalZone utc(calendar::Zone::utc());
  const auto said = read_syslog(line, kAny, utc);
  if (!said) return Claim::none;
  return said->is_certain ? Claim::certain : Claim::likely;
}

std::unique_ptr<ingest::Dialect> make_syslog(const ingest::DialectContext& context) {
  return std::make_unique<Syslog>(context);
}

}  // namespace trace::dialects
