#include "dialects/run_trace.h"

#include "digest/blake2b.h"

#include "dialects/line_text.h"
#include "model/ids.h"

#include <utility>

namespace trace::dialects {

std::string trace_id_of(std::string_view agent, std::string_view session) {
  std::string name(agent);
  name += '\0';
  return model::uuid8(digest::blake2b128(name, session));
}

void RunTrace::open(base::UnixMicros at, ingest::Parsed& out) {
  if (std::exchange(is_open_, true)) return;
  auto& opened = change(out);
  opened.session_id = session_;
  opened.status = model::RunStatus::running;
  opened.started_at = at;
}

model::TraceChange& RunTrace::change(ingest::Parsed& out) const {
  model::TraceChange change;
  change.id = id_;
  return std::get<model::TraceChange>(out.before.emplace_back(std::move(change)));
}

void RunTrace::entitle(std::string_view prompt, ingest::Parsed& out) {
  constexpr std::size_t kMaxTitle = 80;
  if (has_title_) return;
  auto title = one_line(prompt, kMaxTitle);
  if (title.empty()) return;
  has_title_ = true;
  change(out).title = std::move(title);
}

model::TraceChange& RunTrace::end(model::RunStatus status, model::Ending ending,
                                  base::UnixMicros at, ingest::Parsed& out) const {
  model::TraceChange change;
  change.id = id_;
  change.status = status;
  change.ending = ending;
  change.ended_at = at;
  return std::get<model::TraceChange>(out.after.emplace_back(std::move(change)));
}

}  // namespace trace::dialects
