#include "sanitize/rule_examples.h"

#include "sanitize/pii_rules.h"
#include "sanitize/token_table.h"

#include <algorithm>
#include <string_view>

namespace trace::sanitize {
namespace {

std::string_view letters_of(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::hex:
      return "7f3a9c0e5b1d8264";
    case Alphabet::upper:
      return "Q7LM2XW9RT4VB8KC";
    case Alphabet::digits_dash:
      return "7319046528136270";
    case Alphabet::alnum:
    case Alphabet::token:
    case Alphabet::dotted:
    case Alphabet::wide:
      break;
  }
  return "Zq7Lm2Xw9Rt4Vb8K";
}

std::string random_word(Alphabet alphabet, std::size_t size) {
  const std::string_view letters = letters_of(alphabet);
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(letters[(i * 7 + i / 16) % 16]);
  return out;
}

struct CodeExample {
  std::string_view rule;
  std::string_view before;  // a random word stands between
  std::string_view after;
};

constexpr CodeExample kCode[] = {
    {"url-userinfo", "https://jo:", "@example.com/"},
    {"url-parameter", "https://example.com/x?a=1&sig=", "&b=2"},
    {"authorization-header", "Authorization: Bearer ", ""},
    {"cookie-header", "Cookie: sid=", "; Path=/"},
    {"bearer-token", "send Bearer ", " with it"},
    {"key-password", "{\"password\": \"", "\"}"},
    {"key-secret", "CLIENT_SECRET=", ""},
    {"key-api-key", "x-api-key: ", ""},
    {"key-private-key", "signingKey = \"", "\""},
    {"key-token", "--access-token ", " --verbose"},
    {"key-credential", "credential: ", ""},
    {"key-connection-string", "{\"connectionString\":\"", "\"}"},
    {"key-pin", "{\"otp\":\"", "\"}"},
    {"context-random", "the key ", " was used"},
    {"command-password", "sshpass -p ", " ssh jo@example.com"},
    {"command-password", "jdbc:oracle:thin:jo/", "@db:1521"},
};

// Parts of a shape: `#n` are n bytes of an alphabet, everything else stands for itself.
struct ShapeExample {
  std::string_view rule;
  std::string_view head;
  Alphabet alphabet;
  std::size_t size;
  std::string_view tail;
  std::size_t tail_size;  // random bytes after the tail
};

constexpr ShapeExample kShapes[] = {
    {"discord-bot-token", "M", Alphabet::alnum, 23, ".Gx7Lm2.", 30},
    {"salesforce-session", "00D", Alphabet::alnum, 12, "!AQ", 90},
    {"azure-key", "", Alphabet::alnum, 52, "JQQJ99", 26},
    {"azure-key", "x7L8Q~", Alphabet::alnum, 33, "", 0},
    {"maxmind-key", "Zq7Lm2_", Alphabet::alnum, 29, "_mmk", 0},
    {"mailchimp-key", "", Alphabet::hex, 32, "-us21", 0},
    {"truenas-key", "12-", Alphabet::alnum, 64, "", 0},
    {"asana-token", "1/1200345678901234:", Alphabet::hex, 32, "", 0},
    {"joined-key", "", Alphabet::hex, 32, ".", 16},
    {"grouped-key", "Q7LM2XW-9RT4VB8-KCQ7LM2-", Alphabet::upper, 7, "", 0},
    {"google-client-id", "731904652813-", Alphabet::hex, 32, ".apps.googleusercontent.com", 0},
    {"newrelic-license", "", Alphabet::hex, 36, "NRAL", 0},
    {"password-hash", "$2b$12$", Alphabet::alnum, 53, "", 0},
    {"password-hash", "$6$saltsalt$", Alphabet::alnum, 86, "", 0},
};

void add_shapes(std::vector<RuleExample>& out) {
  for (const ShapeExample& shape : kShapes) {
    const auto text = [&](std::size_t size) {
      return "see " + std::string(shape.head) + random_word(shape.alphabet, size) +
             std::string(shape.tail) + random_word(Alphabet::alnum, shape.tail_size) + " there";
    };
    out.push_back({std::string(shape.rule), text(shape.size), true});
    out.push_back({std::string(shape.rule), text(shape.size - 4), false});
  }
}

}  // namespace

std::vector<RuleExample> built_in_examples() {
  std::vector<RuleExample> out;
  for (const TokenRule& rule : token_rules()) {
    const std::string token = std::string(rule.prefix) + random_word(rule.alphabet, rule.min);
    out.push_back({std::string(rule.id), "see " + token + " there", true});
    const std::string cut = std::string(rule.prefix) + random_word(rule.alphabet, rule.min / 2U);
    out.push_back({std::string(rule.id), "see " + cut + " there", false});
  }
  for (const CodeExample& example : kCode) {
    const std::string secret = random_word(Alphabet::alnum, 30);
    out.push_back({std::string(example.rule),
                   std::string(example.before) + secret + std::string(example.after), true});
    out.push_back({std::string(example.rule),
                   std::string(example.before) + "***" + std::string(example.after), false});
  }
  add_shapes(out);
  for (const PiiRule& rule : pii_rules()) {
    out.push_back({rule.pattern.id, std::string(rule.example), true});
  }
  return out;
}

std::vector<RuleExample> failing_examples(const Sanitizer& sanitizer,
                                          const std::vector<RuleExample>& examples) {
  const std::vector<RuleInfo> rules = sanitizer.rules();
  std::vector<RuleExample> out;
  std::string clean;
  std::vector<Finding> findings;
  for (const RuleExample& example : examples) {
    const bool on = std::any_of(rules.begin(), rules.end(), [&](const RuleInfo& rule) {
      return rule.id == example.rule && rule.enabled;
    });
    if (!on) continue;
    findings.clear();
    sanitizer.scrub(example.text, clean, &findings);
    const bool hit = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == example.rule;
    });
    if (hit != example.hit) out.push_back(example);
  }
  return out;
}

}  // namespace trace::sanitize
