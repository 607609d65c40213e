#include "trace-query/run.h"

#include "trace-query/diff.h"
#include "trace-query/doctor.h"
#include "trace-query/events.h"
#include "trace-query/follow.h"
#include "trace-query/job.h"
#include "trace-query/rows.h"
#include "trace-query/search.h"
#include "trace-query/session.h"
#include "trace-query/show.h"
#include "trace-query/sql.h"
#include "trace-query/status.h"
#include "trace-query/verify.h"

#include "base/error.h"
#include "common/exit_code.h"

namespace trace::tools {
namespace {

int dispatch(Session& session) {
  switch (session.options().verb) {
    case QueryVerb::list:
      return print_rows(session, store::Entity::trace);
    case QueryVerb::requests:
      return print_rows(session, store::Entity::request);
    case QueryVerb::events:
      return print_events(session);
    case QueryVerb::conversations:
      return print_rows(session, store::Entity::content);
    case QueryVerb::show:
      return print_traces(session);
    case QueryVerb::search:
      return print_search(session);
    case QueryVerb::diff:
      return print_diff(session);
    case QueryVerb::bisect:
      return print_bisect(session);
    case QueryVerb::job:
      return print_job(session);
    case QueryVerb::sql:
      return print_sql(session);
    case QueryVerb::follow:
      return follow(session);
    case QueryVerb::doctor:
      return print_doctor(session);
    case QueryVerb::verify:
      return print_verify(session);
    case QueryVerb::status:
      return print_status(session);
  }
  return cli::exit_number(cli::Exit::bug);
}

}  // namespace

int run(QueryOptions& options, cli::Command& command) {
  Session session(options, command.tool());
  // Those who look for what is wrong leave it as it is.
  const bool only_looks = options.verb == QueryVerb::doctor || options.verb == QueryVerb::verify;
  if (!only_looks) session.settle();
  const int code = dispatch(session);
  session.finish();
  // To the doctor an archive that is away is a finding.
  return options.verb == QueryVerb::doctor ? code : session.say_unread(code);
}

}  // namespace trace::tools
