#include "sanitize/sanitizer.h"

#include "digest/blake2b.h"

#include "sanitize/bytes.h"
#include "sanitize/decoded.h"
#include "sanitize/mask.h"
#include "sanitize/pieces.h"
#include "sanitize/pii_rules.h"
#include "sanitize/rules_file.h"
#include "sanitize/scan.h"

#include <algorithm>
#include <utility>

namespace trace::sanitize {

class Sanitizer::Engine {
 public:
  RuleSet rules;
  std::string key;

  RuleId unscanned() const { return rules.id(CodeRule::unscanned); }
};

namespace {

constexpr int kDeepest = 3;  // encodings that are undone for a pseudonym
constexpr std::string_view kPublic = "public-id";

void add_built_in(RuleSet& rules, Strategy strategy) {
  for (const TokenRule& token : token_rules()) {
    const std::string_view group = token.id == "age-recipient" ? kPublic : "provider";
    rules.info.push_back({std::string(token.id), std::string(group),
                          "tokens that begin with " + std::string(token.prefix), group != kPublic,
                          strategy});
  }
  rules.first_code = rules.info.size();
  for (const CodeRuleInfo& code : kCodeRules) {
    rules.info.push_back({std::string(code.id), std::string(code.group),
                          std::string(code.description), code.group != kPublic, strategy});
  }
  rules.first_pattern = rules.info.size();
  for (const PiiRule& rule : pii_rules()) {
    rules.info.push_back(
        {std::string(rule.pattern.id), "pii", std::string(rule.description), false, strategy});
    rules.patterns.add(rule.pattern);
  }
}

// A file may change a built-in rule by its name, or add one of its own.
bool change_rule(RuleSet& rules, const FileRule& rule, const SanitizerOptions& options) {
  bool known = false;
  for (RuleInfo& info : rules.info) {
    if (info.id != rule.pattern.id) continue;
    known = true;
    info.enabled = rule.enabled && rule.pattern.regex.empty();  // the same name replaces it
    if (rule.strategy && !options.strategy_for_all) info.strategy = *rule.strategy;
  }
  return known;
}

base::Status add_file_rules(RuleSet& rules, const SanitizerOptions& options) {
  if (options.rules_text.empty()) return base::Ok{};
  auto parsed = parse_rules(options.rules_text);
  if (!parsed) return parsed.error();
  for (FileRule& rule : *parsed) {
    const bool known = change_rule(rules, rule, options);
    if (rule.pattern.regex.empty() && known) continue;
    if (rule.pattern.regex.empty()) {
      return base::Error{base::Errc::configuration, "rules, line " + std::to_string(rule.line) +
                                                        ": rule '" + rule.pattern.id +
                                                        "' has no regex and is not built in"};
    }
    const Strategy strategy =
        options.strategy_for_all ? options.strategy : rule.strategy.value_or(options.strategy);
    rules.info.push_back({rule.pattern.id, rule.group, rule.description, rule.enabled, strategy});
    rules.patterns.add(std::move(rule.pattern));
    if (auto checked = rules.patterns.check(rules.patterns.size() - 1); !checked) {
      return base::Error{base::Errc::configuration, "rules, line " + std::to_string(rule.line) +
                                                        ": " + checked.error().message};
    }
  }
  return base::Ok{};
}

base::Status switch_rules(RuleSet& rules, const std::vector<std::string>& names, bool on) {
  for (const std::string& name : names) {
    bool known = name == "all";
    for (RuleInfo& info : rules.info) {
      if (name != "all" && info.id != name && info.group != name) continue;
      info.enabled = on;
      known = true;
    }
    if (!known) {
      return base::Error{base::Errc::bad_usage,
                         "no rule or group is named '" + name + "'; see --list-rules"};
    }
  }
  return base::Ok{};
}

// A name is looked for by the first letters of its longest word.
std::string_view stem_of(std::string_view name) {
  std::string_view best;
  for (std::size_t i = 0; i < name.size();) {
    std::size_t end = i;
    while (end < name.size() && is(name[end], kAlnum)) ++end;
    if (end - i > best.size()) best = name.substr(i, end - i);
    i = std::max(end, i + 1);
  }
  return best.substr(0, LiteralFilter::kPrint);
}

base::Status add_names(RuleSet& rules, const SanitizerOptions& options) {
  for (const std::string& field : options.fields) {
    const bool path = FieldPaths::is_path(field);
    const std::string_view name = path ? rules.paths.add(field) : std::string_view(field);
    const std::string_view stem = stem_of(name);
    if (stem.empty()) {
      return base::Error{base::Errc::bad_usage,
                         name.empty() ? "field '" + field + "' does not end with a name"
                                      : "field '" + field + "' has no letter"};
    }
    if (!path) rules.names.add_field(field);
    rules.stems.add_custom(stem);
  }
  for (const std::string& name : options.allow) {
    rules.names.add_allowed(name);
    rules.allowed_values.push_back(name);
  }
  return base::Ok{};
}

bool needs_key(const RuleSet& rules) {
  return std::any_of(rules.info.begin(), rules.info.end(), [](const RuleInfo& rule) {
    return rule.enabled && rule.strategy == Strategy::hash;
  });
}

}  // namespace

base::Result<Sanitizer> Sanitizer::compile(const SanitizerOptions& options) {
  auto engine = std::make_unique<Engine>();
  RuleSet& rules = engine->rules;
  rules.patterns.limit_memory(options.regex_memory);
  add_built_in(rules, options.strategy);
  if (const auto done = add_file_rules(rules, options); !done) return done.error();
  if (const auto done = switch_rules(rules, options.enable, true); !done) return done.error();
  if (const auto done = switch_rules(rules, options.disable, false); !done) return done.error();
  if (const auto done = add_names(rules, options); !done) return done.error();
  rules.has_patterns =
      std::any_of(rules.info.begin() + static_cast<std::ptrdiff_t>(rules.first_pattern),
                  rules.info.end(), [](const RuleInfo& rule) { return rule.enabled; });
  rules.decode = rules.enabled(rules.id(CodeRule::encoded));
  if (needs_key(rules) && options.key.size() < 16) {
    return base::Error{base::Errc::bad_usage, "the strategy hash needs a key of 16 bytes or more"};
  }
  digest::digest_init();
  engine->key = options.key;
  return Sanitizer(std::move(engine));
}

Sanitizer::Sanitizer(std::unique_ptr<const Engine> engine) noexcept : engine_(std::move(engine)) {}
Sanitizer::Sanitizer(Sanitizer&&) noexcept = default;
Sanitizer& Sanitizer::operator=(Sanitizer&&) noexcept = default;
Sanitizer::~Sanitizer() = default;

bool Sanitizer::scrub(std::string_view text, std::string& out,
                      std::vector<Finding>* findings) const {
  SpanList spans;
  Scan scan{text, engine_->rules, spans};
  scan_text(scan);
  if (spans.empty()) return false;
  merge_spans(spans);
  out.clear();
  const Pieces pieces(*this);
  pieces.write(text, spans, 0, text.size(), out);
  if (findings == nullptr) return true;
  for (const Span& span : spans) {
    findings->push_back(
        {pieces.rule(span), span.begin, span.end - span.begin, pieces.pseudonym(text, span)});
  }
  return true;
}

std::vector<RuleInfo> Sanitizer::rules() const { return engine_->rules.info; }

namespace {

void take_places(const Scan& scan, Places& places) {
  if (!places.spans.empty()) merge_spans(places.spans);
  places.open_name = scan.open_name;
  places.last_name = scan.last_name;
  places.open = scan.open;
}

}  // namespace

void Pieces::find(std::string_view text, Places& places) const {
  places.spans.clear();
  Scan scan{text, sanitizer_.engine_->rules, places.spans};
  scan_text(scan);
  take_places(scan, places);
}

void Pieces::find(std::string_view text, TextMasks& masks, std::size_t offset,
                  Places& places) const {
  places.spans.clear();
  Scan scan{text, sanitizer_.engine_->rules, places.spans};
  scan_part(scan, masks, offset);
  take_places(scan, places);
}

const LiteralFilter& Pieces::filter() const { return sanitizer_.engine_->rules.stems.filter(); }

void Pieces::write_one(std::string_view text, const Span& span, std::string& out) const {
  const Sanitizer::Engine& engine = *sanitizer_.engine_;
  if (span.rule == engine.unscanned()) {
    out.append("[REDACTED:unscanned]");
    return;
  }
  const Strategy strategy = engine.rules.info[span.rule].strategy;
  const std::string name = strategy == Strategy::hash ? pseudonym(text, span) : std::string();
  write_mask(text.substr(span.begin, span.end - span.begin), span, strategy, name, out);
}

// What base64 or hexadecimal digits hide is the first secret within.
std::string Pieces::plain(std::string_view text, const Span& span, int depth) const {
  const std::string_view secret = text.substr(span.begin, span.end - span.begin);
  if (span.rule == sanitizer_.engine_->rules.id(CodeRule::encoded) && depth < kDeepest) {
    std::string inner = decode_hex_text(secret);
    if (inner.empty()) inner = decode_base64_text(secret, secret.size());
    Places places;
    find(inner, places);
    if (!places.spans.empty()) return plain(inner, places.spans.front(), depth + 1);
  }
  return without_escapes(secret);
}

std::string Pieces::pseudonym(std::string_view text, const Span& span) const {
  const std::string& key = sanitizer_.engine_->key;
  return key.empty() ? std::string() : pseudonym_of(plain(text, span, 0), key);
}

void Pieces::write(std::string_view text, const SpanList& spans, std::size_t from, std::size_t to,
                   std::string& out) const {
  for (const Span& span : spans) {
    if (span.begin < from || span.end > to) continue;
    out.append(text.substr(from, span.begin - from));
    write_one(text, span, out);
    from = span.end;
  }
  out.append(text.substr(from, to - from));
}

std::string_view Pieces::rule(const Span& span) const {
  return sanitizer_.engine_->rules.info[span.rule].id;
}

}  // namespace trace::sanitize
