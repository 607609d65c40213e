// Finds secrets in a piece of text and writes the text without them; the rest stays byte-identical,
// and valid JSON stays valid JSON. Not for secrets that are split between pieces (see
// stream_scrubber.h). Compiled once, immutable afterwards: every member is safe on any thread.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

// Where a secret stood: bytes of the input text. `rule` lives as long as the sanitizer.
struct Finding {
  std::string_view rule;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string pseudonym;  // keyed, the same in every encoding; empty without a key
};

enum class Strategy {
  mask,    // `***`, with three characters at each end of a long one
  remove,  // nothing, or the shortest value that keeps the syntax
  hash,    // a pseudonym under the local key: the same secret gives the same word
};

struct SanitizerOptions {
  Strategy strategy = Strategy::mask;
  bool strategy_for_all = false;        // also for rules whose file says another one
  std::string key;                      // 32 bytes; needed where a strategy is hash
  std::vector<std::string> fields;      // more key names whose values are secret
  std::vector<std::string> allow;       // key names and values that are never secret
  std::vector<std::string> enable;      // rules or groups to switch on (`pii`)
  std::vector<std::string> disable;     // rules or groups to switch off
  std::string rules_text;               // a rules file, see rules_file.h
  std::int64_t regex_memory = 8 << 20;  // bytes that a regular expression may take
};

struct RuleInfo {
  std::string id;
  std::string group;
  std::string description;
  bool enabled = false;
  Strategy strategy = Strategy::mask;
};

class Sanitizer {
 public:
  // Prepare the rules; regular expressions are compiled when they are first needed, so this takes
  // microseconds. Errors: bad_usage for an unknown rule or group or a missing key, configuration
  // for a rules text that is not understood.
  static base::Result<Sanitizer> compile(const SanitizerOptions& options);

  Sanitizer(Sanitizer&&) noexcept;
  Sanitizer& operator=(Sanitizer&&) noexcept;
  ~Sanitizer();

  // Write the clean form of `text` (one line, JSON document or paragraph) to `out`. Return false
  // and leave `out` alone when nothing had to change: then `text` itself is the clean form. Add a
  // finding for each secret, in the order of their places, when asked. What a rule cannot scan
  // becomes
  // `[REDACTED:unscanned]`. scrub(scrub(x)) = scrub(x).
  bool scrub(std::string_view text, std::string& out,
             std::vector<Finding>* findings = nullptr) const;

  // List the rules, switched on or not, in the order in which they win.
  std::vector<RuleInfo> rules() const;

 private:
  friend class Pieces;  // scans and writes in two steps, see pieces.h
  class Engine;
  explicit Sanitizer(std::unique_ptr<const Engine> engine) noexcept;
  std::unique_ptr<const Engine> engine_;
};

}  // namespace trace::sanitize
