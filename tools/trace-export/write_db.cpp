#include "trace-export/write_db.h"

#include "trace-export/named_temporary.h"

#include "base/error.h"
#include "store/store_copy.h"

namespace trace::tools {

void write_db(const ExportOptions& options, const Selection& selection, store::Database& db) {
  NamedTemporary file(options.to);
  std::optional<std::span<const std::int64_t>> traces;
  if (!selection.everything) traces = selection.traces;
  store::copy_store(db, file.path(), traces);
  file.commit();
}

}  // namespace trace::tools
