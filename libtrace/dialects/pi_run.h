// The state of one input that speaks pi. See pi.h. Belongs to one thread.
#pragma once

#include "dialects/session_dialect.h"
#include "json/document.h"
#include "model/records.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace trace::dialects {

class PiRun final : public SessionDialect {
 public:
  explicit PiRun(const ingest::DialectContext& context) : SessionDialect("pi", context) {}

 private:
  std::optional<base::UnixMicros> time_in(const json::Value& root) const override;
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override;

  void read_head(const Frame& frame, ingest::Parsed& out);
  bool read_turn(const Frame& frame, ingest::Parsed& out);
  bool read_tool(const Frame& frame, ingest::Parsed& out);
  bool read_upkeep(const Frame& frame, ingest::Parsed& out);
  void read_message(const Frame& frame, bool is_stored, ingest::Parsed& out);
  void read_answer(const Frame& frame, bool is_stored, ingest::Parsed& out);
  void read_tool_message(const Frame& frame, bool is_stored, ingest::Parsed& out);
  void count(const Frame& frame, ingest::Parsed& out);
  void end_run(const Frame& frame, ingest::Event& event);
  std::string call_id(const json::Value& message, const Frame& frame);

  std::optional<base::UnixMicros> begun_;  // the answer that is being given
  std::optional<std::int64_t> ttft_ms_;
  std::string stop_, trouble_;                // of the last answer
  std::unordered_set<std::string> answered_;  // tools whose end was printed
  std::size_t calls_ = 0;
};

}  // namespace trace::dialects
