#include "sanitize/sanitizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace trace::sanitize {
namespace {

using Clock = std::chrono::steady_clock;

std::string repeat(const std::string& motif, std::size_t size) {
  std::string out;
  while (out.size() < size) out += motif;
  return out;
}

double seconds_for(const Sanitizer& sanitizer, const std::string& text) {
  double best = 1e9;
  std::string out;
  for (int round = 0; round < 3; ++round) {
    const auto begin = Clock::now();
    sanitizer.scrub(text, out);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

// Motifs that each rule has to start anew at, over and over.
std::vector<std::string> motifs() {
  const std::string word = "abcdefghijklmnopqrst0123456789";
  std::vector<std::string> out = {
      "token=",       "token ",          "eyJ",          "\\",
      "\\\"",         "\\u0041",         "%41",          "&quot;",
      "-----BEGIN ",  "://a:",           "http://a:b",   "a://b@",
      "?sig=",        "curl -",          "curl -u ",     "Bearer ",
      "cookie: a=b;", "Authorization: ", "password is ", "\"key\":",
      "{\"key\":{",   "\"password\"",    "$2b$",         "$argon2id$",
      "00D",          "aaaaaaaa1Q~",     "\"",           "[{\"name\":\"password\",\"value\":"};
  for (const char joint : {'/', '+', '.', '~', ':', '-', '=', '!'}) out.push_back(word + joint);
  for (const std::string joint : {"+", "/", "\\/", "=", "."}) {
    out.push_back("eyJhbGciOiJIUzI1NiJ9" + joint);
    out.push_back("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo" + joint);
  }
  return out;
}

TEST(Sanitizer, TwiceTheTextTakesTwiceTheTimeWhateverItIs) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  constexpr std::size_t kSize = 24 << 10;
  for (const std::string& motif : motifs()) {
    for (const std::string head : {"", "{\"a\":\""}) {
      const double once = seconds_for(sanitizer, head + repeat(motif, kSize));
      const double four_times = seconds_for(sanitizer, head + repeat(motif, 4 * kSize));
      if (four_times < 0.1) continue;  // too short to be measured, and short enough
      EXPECT_LT(four_times, 9 * once) << head << motif;
    }
  }
}

}  // namespace
}  // namespace trace::sanitize
