// OpenTelemetry as the collector's file exporter and SDKs print it (OTLP/JSON): spans, log records
// and metrics become events; calls of models become requests, each counted once. One export a
// frame, on one line or on many.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>

namespace trace::dialects {

// Make the dialect of OTLP/JSON.
std::unique_ptr<ingest::Dialect> make_otlp(const ingest::DialectContext& context);
// Tell whether only OTLP says that.
Claim claim_otlp(const json::Value& value);

}  // namespace trace::dialects
