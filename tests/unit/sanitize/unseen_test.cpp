#include "sanitize/sanitizer.h"
#include "sanitize/stream_scrubber.h"

#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

// Texts of tests/fixtures/sanitize/unseen.txt with new random secrets in each run of the maker: no
// secret of these stands anywhere.
namespace trace::sanitize {
namespace {

constexpr std::string_view kOpen = "\xE2\x80\xB9", kClose = "\xE2\x80\xBA";  // ‹ ›
constexpr std::string_view kSecret = "\xC2\xAB", kSecretEnd = "\xC2\xBB";    // « »
constexpr char kUpper26[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr char kLower26[] = "abcdefghijklmnopqrstuvwxyz";

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string fill(std::string text) {
    for (auto at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
      const auto end = text.find(kClose, at);
      const std::string made = make(text.substr(at + kOpen.size(), end - at - kOpen.size()));
      text.replace(at, end + kClose.size() - at, made);
      at += made.size();
    }
    return text;
  }

 private:
  std::string word(const std::string& letters, std::size_t size) {
    std::string out;
    while (out.size() < size) out.push_back(letters[random_() % letters.size()]);
    return out;
  }
  std::string make(const std::string& what) {
    const std::string hex = "0123456789abcdef";
    if (what == "U") {
      return word(hex, 8) + "-" + word(hex, 4) + "-4" + word(hex, 3) + "-a" + word(hex, 3) + "-" +
             word(hex, 12);
    }
    if (what == "D") return "tomato " + word("aeiou", 1) + "rena " + "lemon";
    const std::string upper = kUpper26, lower = kLower26, digits = "0123456789";
    const std::map<char, std::string> letters = {{'a', upper + lower + digits},
                                                 {'l', lower + digits},
                                                 {'u', upper + digits},
                                                 {'h', hex},
                                                 {'H', "0123456789ABCDEF"},
                                                 {'d', digits},
                                                 {'w', lower},
                                                 {'b', upper + lower + digits + "+/"},
                                                 {'t', upper + lower + digits + "-_"}};
    std::string out = word(letters.at(what[0]), std::stoul(what.substr(1)));
    const bool mixes = std::string("alutb").find(what[0]) != std::string::npos;
    if (mixes && out.size() >= 8) out[3] = static_cast<char>('0' + random_() % 10);
    return out;
  }

  std::mt19937 random_;
};

std::string base64(const std::string& text, const std::string& last = "+/") {
  const std::string letters = std::string(kUpper26) + kLower26 + "0123456789" + last;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::string part = text.substr(i, 3);
    unsigned bits = 0;
    for (std::size_t n = 0; n < 3; ++n)
      bits = bits << 8 | (n < part.size() ? static_cast<unsigned char>(part[n]) : 0U);
    for (std::size_t n = 0; n <= part.size(); ++n)
      out.push_back(letters[bits >> (18 - 6 * n) & 63]);
    if (last == "+/") out.append(3 - part.size(), '=');
  }
  return out;
}

std::string hex(const std::string& text, const char* digits = "0123456789abcdef",
                const std::string& lead = "") {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += lead + digits[byte >> 4] + digits[byte & 15];
  }
  return out;
}

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Every byte, or every one that is neither letter nor digit, as `lead` and hexadecimal digits.
std::string spelled(const std::string& text, const std::string& lead, bool all,
                    const std::string& tail = "") {
  std::string out;
  for (const char c : text)
    out += all || !is_alnum(c) ? lead + hex(std::string(1, c)) + tail : std::string(1, c);
  return out;
}

std::string html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&'    ? "&amp;"
           : c == '<'  ? "&lt;"
           : c == '>'  ? "&gt;"
           : c == '"'  ? "&quot;"
           : c == '\'' ? "&#39;"
                       : std::string(1, c);
  }
  return out;
}

std::string json(const std::string& text) {
  std::string out = "{\"o\": \"";
  for (const char c : text) {
    out += c == '"'    ? "\\\""
           : c == '\\' ? "\\\\"
           : c == '\n' ? "\\n"
           : c == '\t' ? "\\t"
                       : std::string(1, c);
  }
  return out + "\"}";
}

std::string in_lines(std::string text) {
  for (std::size_t at = 76; at < text.size(); at += 77) text.insert(at, "\n");
  return text + "\n";
}

std::string wide(const std::string& text) {
  std::string out;
  for (const char c : text) out += std::string(1, c) + std::string(1, '\0');
  return out;
}

std::string numeric(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += is_alnum(c) ? std::string(1, c) : "&#" + std::to_string(static_cast<int>(c)) + ";";
  return out;
}

std::string percent(const std::string& text) { return spelled(text, "%", false); }

std::string encoded(const std::string& kind, const std::string& text) {
  using Encode = std::string (*)(const std::string&);
  static const std::map<std::string, Encode> kinds = {
      {"base64", [](const std::string& s) { return base64(s); }},
      {"base64url", [](const std::string& s) { return base64(s, "-_"); }},
      {"base64-lines", [](const std::string& s) { return in_lines(base64(s)); }},
      {"base64-twice", [](const std::string& s) { return base64(base64(s)); }},
      {"base64-json", [](const std::string& s) { return base64(json(s)); }},
      {"json-base64", [](const std::string& s) { return json(base64(s)); }},
      {"utf16-base64", [](const std::string& s) { return base64(wide(s)); }},
      {"hex", [](const std::string& s) { return hex(s); }},
      {"hex-upper", [](const std::string& s) { return hex(s, "0123456789ABCDEF"); }},
      {"percent", [](const std::string& s) { return "https://a.com/?d=" + percent(s); }},
      {"percent-all", [](const std::string& s) { return "/x?q=" + spelled(s, "%", true); }},
      {"percent-twice", [](const std::string& s) { return "/x?q=" + percent(percent(s)); }},
      {"percent-base64", [](const std::string& s) { return "/x?d=" + percent(base64(s)); }},
      {"json-percent", [](const std::string& s) { return json("https://a/?d=" + percent(s)); }},
      {"json", json},
      {"json-twice", [](const std::string& s) { return json(json(s)); }},
      {"json-thrice", [](const std::string& s) { return json(json("[" + json(s) + "]")); }},
      {"unicode",
       [](const std::string& s) { return "{\"v\":\"" + spelled(s, "\\u00", false) + "\"}"; }},
      {"unicode-all",
       [](const std::string& s) { return "{\"v\":\"" + spelled(s, "\\u00", true) + "\"}"; }},
      {"html", html},
      {"html-numeric", numeric},
      {"html-hex", [](const std::string& s) { return spelled(s, "&#x", false, ";"); }},
      {"slashes",
       [](const std::string& s) {
         std::string out;
         for (const char c : s) out += c == '/' ? "\\/" : std::string(1, c);
         return out;
       }},
  };
  const auto found = kinds.find(kind);
  return found == kinds.end() ? text : found->second(text);
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    const char c = escape ? text[++i] : text[i];
    out.push_back(escape && c == 'n' ? '\n' : escape && c == 't' ? '\t' : c);
  }
  return out;
}

struct Row {
  std::string kind;
  std::string pattern;
};

std::vector<Row> rows() {
  std::ifstream file(std::string(TRACE_SOURCE_DIR) + "/tests/fixtures/sanitize/unseen.txt");
  std::vector<Row> out;
  for (std::string line; std::getline(file, line);) {
    const auto bar = line.find('|');
    if (line.empty() || line[0] == '#' || bar == std::string::npos) continue;
    out.push_back({line.substr(0, bar), line.substr(bar + 1)});
  }
  return out;
}

struct Sample {
  std::string text;
  std::string secret;  // as it must not come out; empty in a harmless text
};

Sample sample_of(const Row& row, unsigned seed) {
  Sample sample;
  std::string text = unescaped(Maker(seed).fill(row.pattern));
  const auto begin = text.find(kSecret);
  if (begin != std::string::npos) {
    const auto end = text.find(kSecretEnd);
    sample.secret = text.substr(begin + kSecret.size(), end - begin - kSecret.size());
    while (!sample.secret.empty() &&
           std::string("\"';)}`\\").find(sample.secret.back()) != std::string::npos)
      sample.secret.pop_back();
    text.erase(end, kSecretEnd.size()).erase(begin, kSecret.size());
  }
  sample.text = encoded(row.kind, text);
  return sample;
}

std::string scrubbed(const Sanitizer& sanitizer, const std::string& text) {
  StreamScrubber scrubber(sanitizer);
  std::string out;
  scrubber.feed(text, out);
  scrubber.finish(out);
  return out;
}

// Count how often a text came out as it must not.
std::map<std::string, std::pair<int, int>> score(unsigned rounds) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  std::map<std::string, std::pair<int, int>> out;  // class -> wrong, all
  unsigned seed = 0;
  for (const Row& row : rows()) {
    const bool plain = row.kind == "provider" || row.kind == "key" || row.kind == "benign";
    auto& [wrong, all] = out[plain ? row.kind : "encoded"];
    for (unsigned round = 0; round < rounds; ++round) {
      const Sample sample = sample_of(row, ++seed * 7919 + round);
      const std::string clean = scrubbed(sanitizer, sample.text);
      const bool changed = clean != sample.text;
      const bool fails = sample.secret.empty()
                             ? changed
                             : !changed || clean.find(sample.secret) != std::string::npos;
      ++all;
      wrong += fails;
      if (fails)
        std::cerr << row.kind << ": " << row.pattern << "\n  -> " << clean.substr(0, 160) << "\n";
    }
  }
  return out;
}

TEST(Unseen, SecretsOfEveryKindGoAndHarmlessTextStays) {
  const auto scores = score(4);
  ASSERT_GE(rows().size(), 300U);
  const auto share = [&](const std::string& kind) {
    const auto [wrong, all] = scores.at(kind);
    return 100.0 * wrong / all;
  };
  EXPECT_LE(share("provider"), 1.0);
  EXPECT_LE(share("key"), 1.0);
  EXPECT_LE(share("encoded"), 1.0);
  EXPECT_LE(share("benign"), 0.25);
}

}  // namespace
}  // namespace trace::sanitize
