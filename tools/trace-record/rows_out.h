// Rows on standard output in the format of -o. For the main thread.
#pragma once

#include "trace-record/verb_context.h"

#include "formats/byte_sink.h"
#include "formats/row_writer.h"

#include <memory>
#include <span>

namespace trace::tools {

class RowsOut {
 public:
  RowsOut(const VerbContext& context, std::span<const formats::Column> columns);
  void row(std::span<const formats::Cell> cells) { writer_->row(cells); }
  // Hand on everything. Throws Failure io.
  void finish();

 private:
  formats::FdSink sink_;
  std::unique_ptr<formats::RowWriter> writer_;
};

}  // namespace trace::tools
