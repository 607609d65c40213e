// The verb job: one job in the shape {job, logs, status, missing}. For the main thread.
#pragma once

#include "trace-query/session.h"

namespace trace::tools {

// Print the job and return the exit code; a job that is not there is printed as missing, too.
int print_job(Session& session);

}  // namespace trace::tools
