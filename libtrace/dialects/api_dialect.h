// The frame that all model APIs share: server-sent events, one JSON value a line, whole bodies and
// arrays of them, the heads of HTTP responses and other text between. What a payload means is told
// by the ApiReader of its vendor.
#pragma once

#include "dialects/api_run.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <memory>
#include <string_view>

namespace trace::dialects {

// One vendor's payloads. Keeps what counting needs; belongs to one input and thread.
class ApiReader {
 public:
  ApiReader() = default;
  ApiReader(const ApiReader&) = delete;
  ApiReader& operator=(const ApiReader&) = delete;
  virtual ~ApiReader() = default;
  virtual std::string_view name() const = 0;
  // Tell the run what a payload says; what it does not know becomes a `raw` event.
  virtual void read(const json::Value& payload, ApiRun& run) = 0;
};

// Make the dialect of a vendor's API.
std::unique_ptr<ingest::Dialect> make_api_dialect(const ingest::DialectContext& context,
                                                  std::unique_ptr<ApiReader> reader);

}  // namespace trace::dialects
