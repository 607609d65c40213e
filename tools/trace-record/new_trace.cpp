#include "trace-record/new_trace.h"

#include "digest/random.h"
#include "trace-record/recording_parts.h"

#include "base/error.h"
#include "model/ids.h"
#include "store/resolve.h"

#include <array>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

void check_tags(const std::vector<std::string>& tags) {
  for (const std::string& tag : tags)
    if (tag.find('=') == std::string::npos || tag.front() == '=')
      throw Failure(Errc::bad_usage, "bad value for --tag: expected K=V");
}

// --parent as trace-query would read it; an id that this store does not know stays as it is.
std::string find_parent(VerbContext& context) {
  const bool is_said = context.command().origin_of("parent") != cli::Origin::built_in;
  std::string text = context.options().fields.parent;
  if (!is_said || text == ".") return context.enclosing_trace().value_or("");
  if (text.empty()) return {};
  try {
    if (store::Database* db = context.reader()) return store::resolve_trace(*db, text).id;
  } catch (const Failure& failure) {
    if (failure.code() != Errc::not_found) throw;
  }
  if (text.front() == '=') text.erase(0, 1);
  if (!model::is_acceptable_id(text)) throw Failure(Errc::bad_usage, "bad value for --parent");
  return text;
}

}  // namespace

std::string new_trace_id(base::UnixMicros now) {
  std::array<std::uint8_t, 10> random{};
  digest::random_bytes(random);
  return model::new_uuid7(now, random);
}

void settle_fields(VerbContext& context) {
  TraceFields& fields = context.options().fields;
  if (!fields.id.empty() && !model::is_acceptable_id(fields.id))
    throw Failure(Errc::bad_usage,
                  "bad value for --id: expected 1 to 200 printable ASCII characters without "
                  "blanks, not beginning with '-' or '='");
  check_tags(fields.tags);
  fields.parent = find_parent(context);
  if (fields.parent == fields.id) fields.parent.clear();
  context.forget_enclosing_trace();
}

model::TraceChange new_trace(VerbContext& context, const Scrubber& scrubber,
                             const ingest::SwitchDecision& decision) {
  const TraceFields& fields = context.options().fields;
  const base::UnixMicros now = context.now();
  model::TraceChange trace;
  trace.id = fields.id.empty() ? new_trace_id(now) : fields.id;
  trace.parent = fields.parent;
  trace.title = fields.title;
  trace.source = fields.source;
  trace.source_ref = fields.source_ref;
  trace.session_id = fields.session;
  trace.message_id = fields.message_id;
  trace.client_message_id = fields.client_message_id;
  trace.actor = fields.actor;
  trace.mode = fields.mode;
  trace.metadata = with_tags({}, fields.tags);
  trace.cwd = working_folder();
  for (std::string* text :
       {&trace.title, &trace.source, &trace.source_ref, &trace.session_id, &trace.message_id,
        &trace.client_message_id, &trace.actor, &trace.mode, &trace.metadata, &trace.cwd})
    scrubber.clean(*text);
  trace.host = host_name();
  trace.trace_level = static_cast<model::Keep>(context.options().keep.keep);
  trace.status = model::RunStatus::running;
  trace.created_at = trace.started_at = now;
  trace.switch_source = ingest::name(decision.source);
  return trace;
}

}  // namespace trace::tools
