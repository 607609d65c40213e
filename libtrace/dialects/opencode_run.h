// The state of one input that speaks opencode. See opencode.h. Belongs to one thread.
#pragma once

#include "dialects/session_dialect.h"
#include "json/document.h"
#include "model/records.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace trace::dialects {

// Which kind of stored document a value is.
enum class OpencodeDocument { none, session, message, part, exported };
OpencodeDocument opencode_document(const json::Value& root);

class OpencodeRun final : public SessionDialect {
 public:
  explicit OpencodeRun(const ingest::DialectContext& context)
      : SessionDialect("opencode", context) {}

 private:
  std::optional<base::UnixMicros> time_in(const json::Value& root) const override;
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override;

  // opencode.cpp: what is printed.
  void read_printed(const Frame& frame, ingest::Parsed& out);
  void read_finish(const Frame& frame, ingest::Parsed& out);
  void read_error(const Frame& frame, ingest::Parsed& out);
  void read_done(const Frame& frame, ingest::Parsed& out);

  // opencode_storage.cpp: what is stored. `carrier`: the event of a whole document stands already.
  bool read_stored(const Frame& frame, ingest::Parsed& out);
  void read_session(const json::Value& session, ingest::Parsed& out);
  void read_message(const json::Value& message, const Frame& frame, ingest::Parsed& out);
  void read_part(const json::Value& part, const Frame& frame, ingest::Parsed& out);
  void read_export(const Frame& frame, ingest::Parsed& out);

  // Both.
  void read_tool(const json::Value& part, const Frame& frame, ingest::Parsed& out);
  model::Request step_request(const json::Value& step, std::string_view message,
                              const Frame& frame);

  std::optional<base::UnixMicros> step_at_;  // the step at hand, and its message
  std::string step_message_;
  bool is_described_ = false;
  std::map<std::string, int, std::less<>> steps_;  // by message: how many ended
  std::unordered_set<std::string> prompts_;        // messages of a person
};

// Counters of a step or message; reasoning stands beside output.
model::Tokens read_opencode_tokens(const json::Value& tokens);

}  // namespace trace::dialects
