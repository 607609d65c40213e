#include "sanitize/rules_file.h"

#include "json/document.h"

namespace trace::sanitize {
namespace {

base::Error wrong(const std::string& id, const std::string& why) {
  return {base::Errc::configuration, "rule '" + id + "': " + why};
}

// JSON has no comments: lines that begin with // become empty ones.
std::string without_comments(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view line = text.substr(0, newline);
    const std::size_t first = line.find_first_not_of(" \t");
    const bool comment = first != std::string_view::npos && line.substr(first).starts_with("//");
    if (!comment) out.append(line);
    out.push_back('\n');
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  }
  return out;
}

std::vector<std::string> strings(json::Value list) {
  std::vector<std::string> out;
  for (json::Value item = list.first(); item; item = item.next()) out.emplace_back(item.str());
  return out;
}

std::optional<Strategy> strategy_named(std::string_view name) {
  if (name == "mask") return Strategy::mask;
  if (name == "remove") return Strategy::remove;
  if (name == "hash") return Strategy::hash;
  return std::nullopt;
}

bool is_known_key(std::string_view key) {
  for (const std::string_view known :
       {"id", "regex", "group", "description", "literals", "min_length", "min_entropy", "strategy",
        "enabled", "tests"}) {
    if (key == known) return true;
  }
  return false;
}

base::Result<FileRule> parse_rule(json::Value value) {
  FileRule rule;
  rule.pattern.id = value["id"].str();
  if (rule.pattern.id.empty()) return wrong("", "it has no id");
  for (json::Value member = value.first(); member; member = member.next()) {
    if (!is_known_key(member.key())) {
      return wrong(rule.pattern.id, "'" + std::string(member.key()) + "' is no key of a rule");
    }
  }
  rule.pattern.regex = value["regex"].str();
  if (!value["group"].str().empty()) rule.group = value["group"].str();
  rule.description = value["description"].str();
  rule.pattern.literals = strings(value["literals"]);
  rule.pattern.min_length = static_cast<std::size_t>(value["min_length"].i64().value_or(1));
  rule.pattern.min_entropy = value["min_entropy"].number().value_or(0);
  rule.enabled = value["enabled"].boolean().value_or(true);
  if (const json::Value strategy = value["strategy"]) {
    rule.strategy = strategy_named(strategy.str());
    if (!rule.strategy) return wrong(rule.pattern.id, "strategy is mask, remove or hash");
  }
  rule.hits = strings(value["tests"]["hit"]);
  rule.misses = strings(value["tests"]["miss"]);
  return rule;
}

}  // namespace

base::Result<std::vector<FileRule>> parse_rules(std::string_view text) {
  const std::string plain = without_comments(text);
  json::Document document;
  if (const auto parsed = document.parse(plain); !parsed) {
    return base::Error{base::Errc::configuration,
                       "the rules are no JSON: " + parsed.error().message};
  }
  const json::Value root = document.root();
  const json::Value list = root.is_array() ? root : root["rules"];
  if (!list.is_array()) {
    return base::Error{base::Errc::configuration, "the rules have no list named 'rules'"};
  }
  std::vector<FileRule> rules;
  for (json::Value item = list.first(); item; item = item.next()) {
    auto rule = parse_rule(item);
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace trace::sanitize
