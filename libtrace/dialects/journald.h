// The journal of systemd as JSON (`journalctl -o json`): an event an entry, whose type is the tag.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of the journal.
std::unique_ptr<ingest::Dialect> make_journald(const ingest::DialectContext& context);
// Claim an entry of the journal.
Claim claim_journald(const json::Value& value);

}  // namespace trace::dialects
