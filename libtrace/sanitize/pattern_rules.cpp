#include "sanitize/pattern_rules.h"

#include "sanitize/bytes.h"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace trace::sanitize {
namespace {

constexpr std::int64_t kRegexMemory = 8 << 20;

RE2::Options options_of_rules() {
  RE2::Options options(RE2::Latin1);  // bytes in, offsets in bytes out
  options.set_log_errors(false);
  options.set_max_mem(kRegexMemory);
  return options;
}

}  // namespace

struct PatternRules::Compiled {
  PatternRule rule;
  mutable std::once_flag once;
  mutable std::unique_ptr<RE2> regex;

  const RE2& get() const {
    std::call_once(once, [this] { regex = std::make_unique<RE2>(rule.regex, options_of_rules()); });
    return *regex;
  }
  bool may_match(std::string_view text) const {
    if (rule.literals.empty()) return true;
    return std::any_of(rule.literals.begin(), rule.literals.end(), [&](const std::string& literal) {
      return find_folded(text, literal) != std::string_view::npos;
    });
  }
  bool accepts(std::string_view secret) const {
    if (secret.size() < rule.min_length || is_placeholder(secret)) return false;
    if (rule.min_entropy > 0 && entropy(secret) < rule.min_entropy) return false;
    return rule.accept == nullptr || rule.accept(secret);
  }
};

PatternRules::PatternRules() = default;
PatternRules::PatternRules(PatternRules&&) noexcept = default;
PatternRules& PatternRules::operator=(PatternRules&&) noexcept = default;
PatternRules::~PatternRules() = default;

void PatternRules::add(PatternRule rule) {
  for (std::string& literal : rule.literals) {
    std::transform(literal.begin(), literal.end(), literal.begin(), lower);
  }
  auto compiled = std::make_unique<Compiled>();
  compiled->rule = std::move(rule);
  rules_.push_back(std::move(compiled));
}

std::size_t PatternRules::size() const { return rules_.size(); }

base::Status PatternRules::check(std::size_t index) const {
  const RE2& regex = rules_[index]->get();
  if (regex.ok()) return base::Ok{};
  return base::Error{base::Errc::configuration,
                     "rule '" + rules_[index]->rule.id +
                         "': the regular expression is not understood: " + regex.error()};
}

bool PatternRules::run(std::size_t index, std::string_view text, RuleId id, SpanList& spans) const {
  const Compiled& rule = *rules_[index];
  if (!rule.may_match(text)) return true;
  const RE2& regex = rule.get();
  if (!regex.ok()) return false;
  const re2::StringPiece all(text.data(), text.size());
  std::size_t from = 0;
  re2::StringPiece groups[2];
  const int wanted = regex.NumberOfCapturingGroups() > 0 ? 2 : 1;
  while (from <= text.size() &&
         regex.Match(all, from, text.size(), RE2::UNANCHORED, groups, wanted)) {
    const re2::StringPiece& hit =
        wanted == 2 && groups[1].data() != nullptr ? groups[1] : groups[0];
    const auto begin = static_cast<std::size_t>(hit.data() - text.data());
    const auto whole = static_cast<std::size_t>(groups[0].data() - text.data());
    if (rule.accepts({hit.data(), hit.size()})) {
      spans.push_back({begin, begin + hit.size(), id, Fill::full, 0, 0, whole});
    }
    from = std::max(begin + hit.size(), from + 1);
  }
  return true;
}

}  // namespace trace::sanitize
