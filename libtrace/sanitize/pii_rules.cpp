#include "sanitize/pii_rules.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <array>
#include <string>

namespace trace::sanitize {
namespace {

std::string digits_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return is(c, kDigit); });
  return out;
}

int digit(char c) { return c - '0'; }

// ISO/IEC 7812-1, annex B
bool is_card(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() < 12 || digits.size() > 19 || digits[0] < '2' || digits[0] > '6') return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = digit(digits[digits.size() - 1 - i]) * (i % 2 == 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

// ISO 13616: move four to the end, letters count from 10, the rest modulo 97 is 1
bool is_iban(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (is(c, kAlnum)) plain.push_back(c);
  }
  if (plain.size() < 15 || plain.size() > 34) return false;
  std::rotate(plain.begin(), plain.begin() + 4, plain.end());
  int rest = 0;
  for (const char c : plain) {
    const int value = is(c, kDigit) ? digit(c) : lower(c) - 'a' + 10;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest == 1;
}

// www.aba.com: weights 3 7 1
bool is_routing_number(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() != 9) return false;
  static constexpr std::array<int, 3> kWeights = {3, 7, 1};
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += digit(digits[i]) * kWeights[i % 3];
  return sum % 10 == 0;
}

bool is_social_security_number(std::string_view text) {
  const std::string digits = digits_of(text);
  return digits.size() == 9 && digits.substr(0, 3) != "000" && digits.substr(0, 3) != "666" &&
         digits[0] != '9' && digits.substr(3, 2) != "00" && digits.substr(5) != "0000";
}

// NHS data dictionary: weights 10 to 2, modulo 11
bool is_nhs_number(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() != 10) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += digit(digits[i]) * static_cast<int>(10 - i);
  return (11 - sum % 11) % 11 == digit(digits[9]);
}

// The letter of a Spanish NIF is the number modulo 23.
bool is_nif(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() > 8) return false;
  return "trwagmyfpdxbnjzsqvhlcke"[std::stoul(digits) % 23] == lower(text.back());
}

bool is_ipv6(std::string_view text) {
  const std::string_view address = text.substr(0, text.find('/'));
  const std::size_t gap = address.find("::");
  const auto colons = std::count(address.begin(), address.end(), ':');
  if (gap == std::string_view::npos) return colons == 7 && address.back() != ':';
  if (address.find("::", gap + 1) != std::string_view::npos || colons > 7) return false;
  return std::count_if(address.begin(), address.end(), [](char c) { return is(c, kHex); }) >= 2;
}

PiiRule rule(std::string id, std::string regex, std::vector<std::string> literals,
             bool (*accept)(std::string_view)) {
  PiiRule out;
  out.pattern.id = std::move(id);
  out.pattern.regex = std::move(regex);
  out.pattern.literals = std::move(literals);
  out.pattern.accept = accept;
  return out;
}

PiiRule described(PiiRule rule, std::string_view description, std::string_view example) {
  rule.description = description;
  rule.example = example;
  return rule;
}

constexpr char kByte[] = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

void add_numbers_of_people(std::vector<PiiRule>& out) {
  out.push_back(described(rule("us-ssn", R"(\b(\d{3}-\d{2}-?\d{4}|\d{3}-\d{6}|\d{5}-\d{4})\b)",
                               {"-"}, is_social_security_number),
                          "social security numbers (US)", "ssn 536-22-1234"));
  out.push_back(described(rule("us-itin", R"(\b(9\d{2}-?[5-9]\d-?\d{4})\b)", {"9"}, nullptr),
                          "taxpayer numbers (US)", "itin 911-70-1234"));
  out.push_back(described(rule("us-passport", R"(\b([A-Z]\d{8})\b)", {}, nullptr), "passports (US)",
                          "passport A12345678"));
  out.push_back(described(
      rule("us-routing-number", R"(\b([0-3678]\d{3}-?\d{4}-?\d)\b)", {}, is_routing_number),
      "bank routing numbers (US)", "routing 121042882"));
  out.push_back(described(rule("uk-nhs", R"(\b(\d{3}[ -]?\d{3}[ -]?\d{4})\b)", {}, is_nhs_number),
                          "NHS numbers (UK)", "nhs 0032698674"));
  out.push_back(
      described(rule("uk-nino",
                     R"((?i)\b([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b)",
                     {}, nullptr),
                "national insurance numbers (UK)", "nino PR123612C"));
  out.push_back(described(rule("es-nif", R"((?i)\b(\d{7,8}-?[A-Z])\b)", {}, is_nif), "NIF (Spain)",
                          "nif 12345678Z"));
  out.push_back(
      described(rule("in-pan", R"(\b([A-Z]{3}[ABCFGHJLNPT][A-Z]\d{4}[A-Z])\b)", {}, nullptr),
                "PAN (India)", "pan AAAPA1111R"));
  out.push_back(described(rule("sg-fin", R"(\b([A-Z]\d{7}[A-Z])\b)", {}, nullptr),
                          "NRIC, FIN (Singapore)", "nric S2740116C"));
}

}  // namespace

std::vector<PiiRule> pii_rules() {
  const std::string byte = kByte;
  std::vector<PiiRule> out;
  out.push_back(described(
      rule("email",
           R"(\b([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,23})\b)",
           {"@"}, nullptr),
      "mail addresses", "mail jo@example.com"));
  out.push_back(described(rule("credit-card", R"(\b((?:\d[ -]?){11,18}\d)\b)", {}, is_card),
                          "payment cards, with their check digit", "card 4111111111111111"));
  out.push_back(described(rule("iban", R"(\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})\b)", {}, is_iban),
                          "IBAN, with its check digits", "iban AT611904300234573201"));
  out.push_back(described(
      rule("ipv4", "\\b((?:" + byte + "\\.){3}" + byte + "(?:/\\d{1,2})?)\\b", {"."}, nullptr),
      "IPv4 addresses and nets", "from 192.0.2.17"));
  out.push_back(described(
      rule(
          "ipv6",
          R"((?:^|[^0-9A-Za-z:.])((?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:/\d{1,3})?))",
          {":"}, is_ipv6),
      "IPv6 addresses and nets", "from 2001:db8::1"));
  out.push_back(described(
      rule("mac",
           R"(\b((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})\b)", {},
           nullptr),
      "hardware addresses", "mac 01:23:45:67:89:ab"));
  out.push_back(described(
      rule(
          "phone",
          R"((\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\b\d{3}[ .-]\d{3}[ .-]\d{4}|\b0\d{1,3}-\d{3,4}-?\d{3,4}|\b1[3-9]\d{9})\b)",
          {}, nullptr),
      "phone numbers", "call +49 30 1234567"));
  out.push_back(described(
      rule("wallet", R"(\b([13][a-km-zA-HJ-NP-Z1-9]{26,33}|bc1[a-z0-9]{39,59})\b)", {}, nullptr),
      "addresses of Bitcoin wallets", "to 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ"));
  add_numbers_of_people(out);
  return out;
}

}  // namespace trace::sanitize
