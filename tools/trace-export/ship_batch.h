// The rows of a batch as the sink gets them: each rendered by itself, so that a batch can be cut
// between any two. For the main thread.
#pragma once

#include "trace-export/batch_file.h"
#include "trace-export/options.h"
#include "trace-export/scrubbing_sink.h"

#include "formats/flat_lines.h"
#include "formats/native_lines.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/ship_ledger.h"
#include "store/trace_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

class ShipBatch {
 public:
  // Bytes after which no row is added to a new batch.
  static constexpr std::size_t kMostBytes = 16 * 1024 * 1024;
  enum class Size : std::uint8_t { whole, limited };

  // Both must outlive this.
  ShipBatch(const ExportOptions& options, store::Database& db);
  // Render rows; return how many there was room for. Throws Failure.
  std::size_t render(const std::vector<store::ShipRow>& rows, Size size);
  const BatchFile& file() const { return *file_; }
  // Name a row for people: its kind, and the id of what it is or belongs to.
  std::string name_of(const store::ShipRow& row);

 private:
  class Chain;

  std::string id_of(store::ShipKind kind, std::int64_t row);
  void write_row(const store::ShipRow& row, Chain& chain);
  void write_otlp_of(std::int64_t trace, formats::ByteSink& out);

  const ExportOptions& options_;
  store::Database& db_;
  std::string store_id_, folder_;
  std::optional<sanitize::Sanitizer> sanitizer_;
  store::Dictionary names_;
  store::TraceRows traces_;
  store::EventRows events_;
  store::RequestRows requests_;
  store::Statement trace_id_, event_trace_, request_trace_, request_id_, ended_;
  std::optional<BatchFile> file_;
};

}  // namespace trace::tools
