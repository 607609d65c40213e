// Gemini CLI: what it prints (`--output-format stream-json` and `json`) and the sessions that it
// stores, as one document or as lines that are appended, rewritten and rewound. Not the API below
// it. One object belongs to one input and thread.
#pragma once

#include "dialects/session_dialect.h"
#include "json/document.h"
#include "model/records.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class GeminiRun final : public SessionDialect {
 public:
  explicit GeminiRun(const ingest::DialectContext& context) : SessionDialect("gemini", context) {}

 private:
  std::optional<base::UnixMicros> time_in(const json::Value& root) const override;
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override;

  // gemini_run.cpp: what is printed.
  bool read_printed(const Frame& frame, ingest::Parsed& out);
  void read_init(const Frame& frame, ingest::Parsed& out);
  void read_spoken(const Frame& frame, ingest::Parsed& out);
  void read_tool_result(const Frame& frame, ingest::Parsed& out);
  void read_trouble(const Frame& frame, ingest::Parsed& out);
  void read_result(const Frame& frame, ingest::Parsed& out);
  void add_usage(const Frame& frame, ingest::Parsed& out);
  void add_usage_of(const json::Value& stats, std::string_view model, const Frame& frame,
                    ingest::Parsed& out);
  void end_as_said(const Frame& frame);

  // gemini_session.cpp: what is stored.
  bool read_stored(const Frame& frame, ingest::Parsed& out);
  void read_head(const json::Value& head, ingest::Parsed& out);
  void read_patch(const Frame& frame, ingest::Parsed& out);
  void read_messages(const json::Value& messages, const Frame& frame, ingest::Parsed& out);
  void read_message(const json::Value& message, const Frame& frame, ingest::Parsed& out);
  void read_other_message(const json::Value& message, const Frame& frame, ingest::Parsed& out);
  void read_model_message(const json::Value& message, const Frame& frame, ingest::Parsed& out);
  void read_thoughts(const json::Value& message, const Frame& frame, ingest::Parsed& out);
  void read_call(const json::Value& call, const Frame& frame, ingest::Parsed& out);
  void count(const json::Value& message, const Frame& frame, ingest::Parsed& out);

  std::optional<base::UnixMicros> asked_;  // the model was handed what it answers next
  std::string trouble_;
  bool is_speaking_ = false;  // the last line was a piece of an answer
  std::size_t results_ = 0;
  bool has_messages_ = false;
};

}  // namespace trace::dialects
