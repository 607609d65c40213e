// What one imported file says of its traces, gathered until its end and then claimed at once, so
// that files may come in any order. Belongs to one file and thread.
#pragma once

#include "ingest/batch_maker.h"
#include "model/records.h"

#include <cstdint>
#include <map>
#include <string>

namespace trace::tools {

class ImportClaims {
 public:
  // Take what `change` says; what remains of it opens the trace and nothing else.
  void take(model::TraceChange& change);
  // Claim what is new for a file of this many lines; traces without a time of their own began at
  // `at`.
  void emit(base::UnixMicros at, std::uint64_t lines, ingest::BatchMaker& out);
  std::size_t size() const noexcept { return traces_.size(); }
  void forget() noexcept { traces_.clear(); }

 private:
  struct Said {
    model::TraceChange change;
    bool is_new = true;
  };
  std::map<std::string, Said> traces_;
};

}  // namespace trace::tools
