// The verbs that print a page of rows: list, requests. For the main thread.
#pragma once

#include "trace-query/session.h"

#include "store/fields.h"

namespace trace::tools {

// Print the page that the options ask for and return the exit code.
int print_rows(Session& session, store::Entity entity);

}  // namespace trace::tools
