// A chat that VS Code exported: one document with requests, what was answered in rounds, and the
// tools that each round called. It knows no tokens. One object belongs to one input and thread.
#pragma once

#include "dialects/session_dialect.h"
#include "json/document.h"

#include <string_view>

namespace trace::dialects {

// Tell whether a value is such a document.
bool is_vscode_chat(const json::Value& root);

class VscodeChat final : public SessionDialect {
 public:
  explicit VscodeChat(const ingest::DialectContext& context) : SessionDialect("vscode", context) {
    set_source(Source::storage);
  }

 private:
  std::optional<base::UnixMicros> time_in(const json::Value& root) const override;
  void read(const Frame& frame, ingest::Parsed& out) override;

  void read_request(const json::Value& asked, const Frame& frame, ingest::Parsed& out);
  bool read_rounds(const json::Value& asked, const Frame& frame, ingest::Parsed& out);
  void read_round(const json::Value& round, const json::Value& results, const Frame& frame,
                  ingest::Parsed& out);
  void read_pieces(const json::Value& response, const Frame& frame, ingest::Parsed& out);
  void count(const json::Value& asked, const json::Value& round, const Frame& frame,
             ingest::Parsed& out);
};

}  // namespace trace::dialects
