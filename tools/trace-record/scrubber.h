// The sanitizer as --rules, --strategy and --no-sanitize want it. Immutable: safe on any thread.
#pragma once

#include "trace-record/options.h"

#include "common/environment.h"
#include "sanitize/sanitizer.h"

#include <optional>
#include <string>

namespace trace::tools {

class Scrubber {
 public:
  // Read the rules and, where a strategy hashes, the key. Throws Failure: without rules nothing may
  // be recorded.
  Scrubber(const RecordOptions& options, const cli::Environment& environment);
  // Replace the secrets of a text; tell whether there were any.
  bool clean(std::string& text) const;
  // The sanitizer; null under --no-sanitize.
  const sanitize::Sanitizer* sanitizer() const { return sanitizer_ ? &*sanitizer_ : nullptr; }

 private:
  std::optional<sanitize::Sanitizer> sanitizer_;
};

}  // namespace trace::tools
