#include "dialects/codex.h"

#include "digest/blake2b.h"

#include "dialects/codex_exec.h"
#include "dialects/codex_rollout.h"
#include "dialects/line_text.h"
#include "dialects/payload.h"

#include <string>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

class Codex final : public ingest::Dialect {
 public:
  explicit Codex(const ingest::DialectContext& context) : context_(context) {}
  std::string_view name() const override { return "codex"; }
  bool may_repeat() const override { return true; }
  void foresee(std::string_view frame) override;
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  bool is_rollout(const Value& object) const;
  std::string id_of(std::string_view session, std::string_view line);
  void begin(RunTrace trace, bool is_rollout);
  void enter(const Value& object, const ingest::Line& line, ingest::Parsed& out);
  void adopt(std::string_view session, bool is_rollout);

  ingest::DialectContext context_;
  PayloadReader reader_;
  std::unique_ptr<CodexRun> run_;
  std::string foreseen_;
  bool foresees_rollout_ = false;
  bool gave_id_ = false;
};

// Bare items of the oldest rollouts are told from the lines of exec by what the run is.
bool Codex::is_rollout(const Value& object) const {
  if (is_codex_rollout(object)) return true;
  if (is_codex_exec(object)) return false;
  return run_ ? run_->is_rollout() : foresees_rollout_;
}

void Codex::foresee(std::string_view frame) {
  const auto payload = reader_.read(frame);
  if (!foreseen_.empty() || !payload.root.is_object()) return;
  foreseen_ = codex_session_of(payload.root);
  foresees_rollout_ = is_codex_rollout(payload.root);
}

// Without a session a stored file is known by how it begins; a stream is like no other.
std::string Codex::id_of(std::string_view session, std::string_view line) {
  if (!std::exchange(gave_id_, true) && !context_.trace.empty()) return context_.trace;
  if (!session.empty()) return trace_id_of("codex", session);
  if (context_.is_live) return context_.fresh;
  return trace_id_of("codex/line", digest::bytes_of(digest::blake2b128(trimmed(line))));
}

void Codex::begin(RunTrace trace, bool is_rollout) {
  if (is_rollout)
    run_ = std::make_unique<CodexRollout>(std::move(trace), context_);
  else
    run_ = std::make_unique<CodexExec>(std::move(trace), context_);
}

// The session became known, or the shape, after lines that did not say: the trace stays.
void Codex::adopt(std::string_view session, bool is_rollout) {
  const auto& trace = run_->trace();
  if (run_->is_rollout() == is_rollout && (session.empty() || !trace.session().empty())) return;
  RunTrace again(trace.id(), session.empty() ? std::string_view(trace.session()) : session,
                 trace.is_open());
  begin(std::move(again), is_rollout);
}

void Codex::enter(const Value& object, const ingest::Line& line, ingest::Parsed& out) {
  const auto session = codex_session_of(object);
  const bool rollout = object.is_object() ? is_rollout(object) : foresees_rollout_;
  if (!run_) {
    const std::string known(session.empty() ? std::string_view(foreseen_) : session);
    return begin(RunTrace(id_of(known, line.bytes), known), rollout);
  }
  if (!object.is_object()) return;
  const bool is_other = begins_codex_session(object) && !run_->trace().session().empty() &&
                        !(run_->is_rollout() == rollout && run_->holds(object));
  if (!is_other) return adopt(session, rollout);
  ingest::Parsed end;
  run_->end(line.arrived, false, end);
  for (auto* list : {&end.before, &end.after})
    for (auto& change : *list) out.before.emplace_back(std::move(change));
  begin(RunTrace(id_of(session, line.bytes), session), rollout);
}

void Codex::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  const auto payload = reader_.read(line.bytes);
  enter(payload.root, line, out);
  if (!payload.root.is_object()) return run_->read_text(line, out);
  run_->read({payload.root, payload.shift, line.arrived}, out);
}

void Codex::finish(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  if (!run_) begin(RunTrace(id_of({}, {})), false);
  run_->end(at, cut, out);
}

}  // namespace

Claim claim_codex(const Value& value) {
  const auto type = value["type"].str();
  if (is_codex_rollout(value)) return Claim::certain;
  if (type == "thread.started" || type == "session.created")
    return is_codex_exec(value) ? Claim::certain : Claim::none;
  return is_codex_exec(value) ? Claim::likely : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_codex(const ingest::DialectContext& context) {
  return std::make_unique<Codex>(context);
}

}  // namespace trace::dialects
