// pi: what `pi --mode json` prints, and the sessions that it stores. The same message comes at its
// end, at the end of its turn and at the end of the run: it is counted at its end.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

std::unique_ptr<ingest::Dialect> make_pi(const ingest::DialectContext& context);
// Claim a line of the stream or of a session.
Claim claim_pi(const json::Value& value);

}  // namespace trace::dialects
