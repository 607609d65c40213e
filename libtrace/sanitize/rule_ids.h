// The built-in rules that are code and not patterns: key names, headers, URLs, key blocks.
// Their numbers follow those of the token rules (see rule_set.h). A plain table: safe on any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trace::sanitize {

enum class CodeRule : std::uint8_t {
  key_block,
  url_userinfo,
  url_parameter,
  authorization,
  cookie,
  bearer,
  password,
  secret,
  api_key,
  private_key,
  token,
  credential,
  connection_string,
  pin,
  field,
  context,
  encoded,
  discord_token,
  salesforce_session,
  azure_key,
  maxmind_key,
  mailchimp_key,
  truenas_key,
  asana_token,
  joined_key,
  grouped_key,
  google_client_id,
  password_hash,
  newrelic_license,
  command_password,
  unscanned,
  count
};

struct CodeRuleInfo {
  std::string_view id;
  std::string_view group;
  std::string_view description;
};

inline constexpr std::array<CodeRuleInfo, static_cast<std::size_t>(CodeRule::count)> kCodeRules = {{
    {"private-key-block", "key-block", "PEM, OpenSSH, PGP and age private keys, whole or cut"},
    {"url-userinfo", "url", "password in the authority of a URL"},
    {"url-parameter", "url", "signatures in a query string"},
    {"authorization-header", "header", "Authorization and Proxy-Authorization, scheme word kept"},
    {"cookie-header", "header", "Cookie and Set-Cookie, names and attributes kept"},
    {"bearer-token", "header", "credentials after the words Bearer and Basic"},
    {"key-password", "key-name", "values of keys that end in password, passwd, pwd, passphrase"},
    {"key-secret", "key-name", "values of keys that end in secret"},
    {"key-api-key", "key-name", "values of keys that end in api key, access key and the like"},
    {"key-private-key", "key-name", "values of keys that end in private key, signing key"},
    {"key-token", "key-name", "values of keys that end in token, unless it is a word of text"},
    {"key-credential", "key-name", "values of keys that end in credential"},
    {"key-connection-string", "key-name", "connection strings and data source names"},
    {"key-pin", "key-name", "values of keys named pin, otp, cvv"},
    {"key-field", "key-name", "values of the keys that were given by --field"},
    {"context-random", "context", "random words beside a word such as key or token, or a provider"},
    {"encoded-secret", "encoded", "base64 text that holds one of the other secrets"},
    {"discord-bot-token", "provider", "bot tokens of Discord: three parts in base64"},
    {"salesforce-session", "provider", "sessions of Salesforce: 00D…!…"},
    {"azure-key", "provider", "keys of Azure that carry their mark, secrets of Entra applications"},
    {"maxmind-key", "provider", "license keys of MaxMind"},
    {"mailchimp-key", "provider", "keys of Mailchimp with their data centre"},
    {"truenas-key", "provider", "keys of TrueNAS"},
    {"asana-token", "provider", "personal access tokens of Asana"},
    {"joined-key", "provider", "an id and a key joined: Zhipu, fal, Ditto, Ghost"},
    {"grouped-key", "provider", "keys of four groups of seven capitals"},
    {"google-client-id", "public-id", "OAuth client ids of Google, which are no secret"},
    {"password-hash", "provider", "hashes of crypt(5) and PHC, Kerberos replies"},
    {"newrelic-license", "provider", "license keys of New Relic"},
    {"command-password", "command",
     "passwords in the arguments of commands, in SQL and Oracle URLs"},
    {"unscanned", "key-block", "text that a rule was not able to scan"},
}};

}  // namespace trace::sanitize
