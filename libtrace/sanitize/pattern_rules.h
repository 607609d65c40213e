// Rules that are regular expressions: those of a rules file, and the personal data profile. The
// only place of RE2, which is linear in the text and compiled when its rule is first needed.
// Immutable after add(): run() is safe on any thread.
#pragma once

#include "base/result.h"
#include "sanitize/span.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

struct PatternRule {
  std::string id;
  std::string regex;                  // its first group, or all of it, is the secret
  std::vector<std::string> literals;  // one of them is in every match (any case); empty: not known
  std::vector<std::string> stop;      // a match that holds one of them (any case) is none
  std::vector<std::string> context;   // one of them stands within 128 bytes before; empty: any
  std::size_t min_length = 1;
  double min_entropy = 0;
  bool (*accept)(std::string_view) = nullptr;  // a checksum or the like
};

class PatternRules {
 public:
  PatternRules();
  PatternRules(PatternRules&&) noexcept;
  PatternRules& operator=(PatternRules&&) noexcept;
  ~PatternRules();

  // Let a rule that is added from now on take so many bytes; it cannot run when it needs more.
  void limit_memory(std::int64_t bytes) { memory_ = bytes; }
  void add(PatternRule rule);
  std::size_t size() const;
  // Compile rule `index` now. Errors: configuration, with the reason of the parser.
  base::Status check(std::size_t index) const;
  // Find the secrets of rule `index` and number them `id`. Return false when the rule could not run
  // on this text: then all of it must count as secret.
  bool run(std::size_t index, std::string_view text, RuleId id, SpanList& spans) const;

 private:
  struct Compiled;
  std::vector<std::unique_ptr<Compiled>> rules_;
  std::int64_t memory_ = 8 << 20;
};

}  // namespace trace::sanitize
