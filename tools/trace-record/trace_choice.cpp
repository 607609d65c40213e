#include "trace-record/trace_choice.h"

#include "base/error.h"
#include "common/put_right.h"
#include "ingest/spool_dir.h"
#include "model/ids.h"
#include "store/resolve.h"

#include <unistd.h>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

ChosenTrace read_trace(store::Database& db, const store::TraceRef& ref) {
  ChosenTrace trace;
  trace.id = ref.id;
  store::Statement find(
      db, "SELECT status, ending, trace_level, event_count FROM traces WHERE id = ?1");
  if (const auto row = find.with(ref.row).step()) {
    trace.status = static_cast<model::RunStatus>(row->i64(0));
    trace.ending = static_cast<model::Ending>(row->i64(1));
    trace.keep = static_cast<model::Keep>(row->i64(2));
    trace.event_count = row->i64(3);
  }
  return trace;
}

// What start printed while the store was away waits in the spool.
bool has_waiting(const VerbContext& context) {
  const auto places = cli::spool_places(context.path(), context.options().delivery.spool_dir,
                                        context.environment());
  return ingest::count_waiting(places).files > 0;
}

ChosenTrace find_trace(VerbContext& context, const std::string& text) {
  const std::string id = text.front() == '=' ? text.substr(1) : text;
  const bool is_whole = !model::trace_hex(id).empty();
  ChosenTrace unseen;
  unseen.id = id;
  store::Database* db = context.reader();
  if (db == nullptr) {
    const bool is_there = ::access(context.path().c_str(), F_OK) == 0;
    if (is_whole && (is_there || has_waiting(context))) return unseen;
    store::open_for_reading(context.path());
    throw Failure(Errc::busy, "cannot open '" + context.path() + "': it is locked");
  }
  try {
    return read_trace(*db, store::resolve_trace(*db, text));
  } catch (const Failure& failure) {
    if (failure.code() != Errc::not_found || !is_whole || !has_waiting(context)) throw;
  }
  return unseen;
}

}  // namespace

std::optional<ChosenTrace> choose_trace(VerbContext& context, std::string_view operand) {
  std::string text(operand);
  if (operand == ".") {
    const auto enclosing = context.enclosing_trace();
    if (!enclosing)
      throw Failure(Errc::bad_usage,
                    "'.' needs TRACE_ID or TRACEPARENT in the environment: no trace encloses this");
    text = enclosing->empty() ? std::string() : "=" + *enclosing;
  }
  if (text.empty()) return std::nullopt;
  return find_trace(context, text);
}

}  // namespace trace::tools
