// Native records as values: which key sets what, which old name means which. Unknown keys are kept
// in the metadata. Pure functions: safe on any thread.
#pragma once

#include "ingest/ports.h"
#include "json/document.h"
#include "model/records.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

// Text of an id: a string, or a number as it is written. Empty: there is none.
std::string_view id_text(const json::Value& value) noexcept;

// The trace that an event or a request names: `trace`, or one of the old names.
std::string_view trace_of(const json::Value& record) noexcept;

// Read a `trace` record; nothing when it has no id.
std::optional<model::TraceChange> read_trace(const json::Value& record);

// Read a `request` record that came at `arrived`; nothing when it has no id or no model. Bodies are
// left out: see read_bodies().
std::optional<model::Request> read_request(const json::Value& record, base::UnixMicros arrived);

// What was said, as far as a `request` record carries it; nothing when it carries no bodies.
std::optional<model::Content> read_bodies(const json::Value& record, base::UnixMicros arrived);

// Read a `content` record; nothing when it names no request.
std::optional<model::Content> read_content(const json::Value& record, base::UnixMicros arrived);

}  // namespace trace::dialects
