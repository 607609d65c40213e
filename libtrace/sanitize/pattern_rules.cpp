#include "sanitize/pattern_rules.h"

#include "sanitize/bytes.h"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace trace::sanitize {
namespace {

constexpr std::size_t kContextReach = 128;

// The words are in lower case.
bool holds_any(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return find_folded(text, word) != std::string_view::npos;
  });
}

RE2::Options options_of_rules(std::int64_t memory) {
  RE2::Options options(RE2::Latin1);  // bytes in, offsets in bytes out
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

}  // namespace

struct PatternRules::Compiled {
  PatternRule rule;
  std::int64_t memory = 0;
  mutable std::once_flag once;
  mutable std::unique_ptr<RE2> regex;

  const RE2& get() const {
    std::call_once(once,
                   [this] { regex = std::make_unique<RE2>(rule.regex, options_of_rules(memory)); });
    return *regex;
  }
  bool may_match(std::string_view text) const {
    return rule.literals.empty() || holds_any(rule.literals, text);
  }
  bool has_context(std::string_view text, std::size_t at) const {
    const std::size_t reach = std::min(at, kContextReach);
    return rule.context.empty() || holds_any(rule.context, text.substr(at - reach, reach));
  }
  bool accepts(std::string_view secret) const {
    if (secret.size() < rule.min_length || is_placeholder(secret)) return false;
    if (holds_any(rule.stop, secret)) return false;
    if (rule.min_entropy > 0 && entropy(secret) < rule.min_entropy) return false;
    return rule.accept == nullptr || rule.accept(secret);
  }
};

PatternRules::PatternRules() = default;
PatternRules::PatternRules(PatternRules&&) noexcept = default;
PatternRules& PatternRules::operator=(PatternRules&&) noexcept = default;
PatternRules::~PatternRules() = default;

void PatternRules::add(PatternRule rule) {
  for (auto* words : {&rule.literals, &rule.stop, &rule.context}) {
    for (std::string& word : *words) std::transform(word.begin(), word.end(), word.begin(), lower);
  }
  auto compiled = std::make_unique<Compiled>();
  compiled->rule = std::move(rule);
  compiled->memory = memory_;
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
    if (rule.has_context(text, whole) && rule.accepts({hit.data(), hit.size()})) {
      spans.push_back({begin, begin + hit.size(), id, Fill::full, 0, 0, whole});
    }
    from = std::max(begin + hit.size(), from + 1);
  }
  return true;
}

}  // namespace trace::sanitize
