#include "sanitize/rules_file.h"

#include "json/document.h"

#include <algorithm>

namespace trace::sanitize {
namespace {

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

base::Error at_line(std::size_t line, const std::string& why) {
  return {base::Errc::configuration, "rules, line " + std::to_string(line) + ": " + why};
}

base::Error wrong(const FileRule& rule, const std::string& why) {
  return at_line(rule.line, "rule '" + rule.pattern.id + "': " + why);
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

std::optional<Strategy> strategy_named(std::string_view name) {
  if (name == "mask") return Strategy::mask;
  if (name == "remove") return Strategy::remove;
  if (name == "hash") return Strategy::hash;
  return std::nullopt;
}

bool is_known_key(std::string_view key) {
  for (const std::string_view known :
       {"id", "regex", "group", "description", "literals", "stop", "context", "min_length",
        "min_entropy", "strategy", "enabled", "tests"}) {
    if (key == known) return true;
  }
  return false;
}

// Members that are lists of words, and where they go.
base::Status take_lists(json::Value value, FileRule& rule) {
  struct List {
    std::string_view key;
    json::Value value;
    std::vector<std::string>& into;
  };
  const json::Value tests = value["tests"];
  for (const List& list : {List{"literals", value["literals"], rule.pattern.literals},
                           List{"stop", value["stop"], rule.pattern.stop},
                           List{"context", value["context"], rule.pattern.context},
                           List{"tests.hit", tests["hit"], rule.hits},
                           List{"tests.miss", tests["miss"], rule.misses}}) {
    if (!list.value) continue;
    for (json::Value item = list.value.first(); item; item = item.next()) {
      if (!item.is_string()) return wrong(rule, std::string(list.key) + " is a list of words");
      list.into.emplace_back(item.str());
    }
    if (!list.value.is_array()) return wrong(rule, std::string(list.key) + " is a list of words");
  }
  return base::Ok{};
}

base::Result<FileRule> parse_rule(json::Value value, std::string_view text) {
  FileRule rule;
  rule.line = line_of(text, value.offset());
  if (!value.is_object()) return at_line(rule.line, "a rule is an object");
  rule.pattern.id = value["id"].str();
  if (rule.pattern.id.empty()) return at_line(rule.line, "a rule has no id");
  for (json::Value member = value.first(); member; member = member.next()) {
    if (is_known_key(member.key())) continue;
    rule.line = line_of(text, member.offset());
    return wrong(rule, "'" + std::string(member.key()) + "' is no key of a rule");
  }
  rule.pattern.regex = value["regex"].str();
  if (!value["group"].str().empty()) rule.group = value["group"].str();
  rule.description = value["description"].str();
  const auto length = value["min_length"].i64().value_or(1);
  if (length < 1) return wrong(rule, "min_length is at least 1");
  rule.pattern.min_length = static_cast<std::size_t>(length);
  rule.pattern.min_entropy = value["min_entropy"].number().value_or(0);
  rule.enabled = value["enabled"].boolean().value_or(true);
  if (const json::Value strategy = value["strategy"]) {
    rule.strategy = strategy_named(strategy.str());
    if (!rule.strategy) return wrong(rule, "strategy is mask, remove or hash");
  }
  if (const auto taken = take_lists(value, rule); !taken) return taken.error();
  return rule;
}

}  // namespace

base::Result<std::vector<FileRule>> parse_rules(std::string_view text) {
  const std::string plain = without_comments(text);
  json::Document document;
  if (const auto parsed = document.parse(plain); !parsed) {
    return at_line(line_of(plain, document.failed_at()), "this is not JSON");
  }
  const json::Value root = document.root();
  const json::Value list = root.is_array() ? root : root["rules"];
  if (!list.is_array()) {
    return base::Error{base::Errc::configuration, "the rules have no list named 'rules'"};
  }
  std::vector<FileRule> rules;
  for (json::Value item = list.first(); item; item = item.next()) {
    auto rule = parse_rule(item, plain);
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace trace::sanitize
