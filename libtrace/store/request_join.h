// Several reports of one model call as one, before they reach the store: the same that the store
// makes of them one after the other. Pure functions: safe on any thread.
#pragma once

#include "model/records.h"

namespace trace::store {

// Join `other` into `first`, which ranks higher: what belongs together is of the first, what it
// leaves out of the other; times are widened, the greater cost and the shorter time to the first
// token stay.
void join_reports(model::Request& first, const model::Request& other);

}  // namespace trace::store
