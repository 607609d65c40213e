#include "trace-record/scrubber.h"

#include "digest/key_file.h"

#include "base/fd.h"
#include "common/shared_options.h"

#include <utility>

namespace trace::tools {
namespace {

constexpr std::size_t kMostRules = 4 << 20;

sanitize::Strategy strategy_of(SecretStrategy strategy) {
  if (strategy == SecretStrategy::remove) return sanitize::Strategy::remove;
  return strategy == SecretStrategy::hash ? sanitize::Strategy::hash : sanitize::Strategy::mask;
}

}  // namespace

Scrubber::Scrubber(const RecordOptions& options, const cli::Environment& environment) {
  const KeepOptions& keep = options.keep;
  if (keep.no_sanitize) return;
  sanitize::SanitizerOptions rules;
  if (keep.strategy) rules.strategy = strategy_of(*keep.strategy);
  rules.strategy_for_all = keep.strategy.has_value();
  if (!keep.rules.empty()) rules.rules_text = base::read_file(keep.rules, kMostRules);
  const bool hashes = keep.strategy == SecretStrategy::hash ||
                      rules.rules_text.find("\"hash\"") != std::string::npos;
  if (hashes) {
    const std::string path = cli::key_path(options.key_file, environment);
    const digest::Key256 key = digest::read_or_create_key_file(path).or_throw();
    rules.key = std::string(digest::bytes_of(key));
  }
  sanitizer_.emplace(sanitize::Sanitizer::compile(rules).or_throw());
}

bool Scrubber::clean(std::string& text) const {
  if (!sanitizer_ || text.empty()) return false;
  std::string clean;
  if (!sanitizer_->scrub(text, clean)) return false;
  text = std::move(clean);
  return true;
}

}  // namespace trace::tools
