#include "dialects/openai_errors.h"

namespace trace::dialects {
namespace {

using json::Value;

// Where the words of an error stand: in `error`, or at the top (`{"type":"error","message":…}`,
// `{"object":"error",…}` of servers that copy the API).
Value body_of(const Value& p) {
  const auto error = p["error"];
  return error.is_object() || error.is_string() ? error : p;
}

bool is_status(std::optional<std::int64_t> code) { return code && *code >= 100 && *code < 600; }

}  // namespace

bool is_openai_error(const Value& p) {
  if (p["error"].is_object()) return p["error"]["message"] || p["error"]["code"];
  if (p["type"].str() == "error" || p["object"].str() == "error") return p["message"].is_string();
  return p["error"].is_string() && (p["code"] || p["status"] || p["detail"]);
}

ErrorSigns openai_error_signs(const Value& error) {
  ErrorSigns signs;
  if (error.is_string()) {
    signs.message = error.str();
    return signs;
  }
  signs.message = error["message"].str();
  const auto code = error["code"], type = error["type"];
  for (const auto& value : {code, error["status"], error["status_code"]})
    if (const auto n = value.i64(); is_status(n) && !signs.http_status) signs.http_status = n;
  signs.code = code.is_string() && !is_status(code.i64()) ? code.str() : std::string_view();
  // The code is the finer word, where it is known; the type is the coarser one.
  if (!type.str().empty() && type.str() != "error" &&
      (signs.code.empty() || classify_error({signs.code, {}, {}}).code == "failed"))
    signs.code = type.str();
  return signs;
}

void read_openai_error(const Value& p, ApiRun& run) {
  auto signs = openai_error_signs(body_of(p));
  if (signs.code.empty() && p["error"].is_string()) signs.code = p["code"].str();
  run.fail(p, run.calls().of(p["id"].str()), signs);
}

}  // namespace trace::dialects
