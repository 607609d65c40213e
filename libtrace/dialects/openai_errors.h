// Failures as OpenAI's APIs and those that speak like them print them: bodies of HTTP errors, and
// errors in the middle of a stream. Free functions.
#pragma once

#include "dialects/api_run.h"
#include "json/document.h"

namespace trace::dialects {

// Tell whether a payload is an error and nothing else.
bool is_openai_error(const json::Value& payload);
// The failure that `error` (an object or a text) describes. Views into the document.
ErrorSigns openai_error_signs(const json::Value& error);
// The call that is open failed, or one that nothing else is known of.
void read_openai_error(const json::Value& payload, ApiRun& run);

}  // namespace trace::dialects
