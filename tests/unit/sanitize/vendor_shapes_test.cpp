#include "sanitize/sanitizer.h"
#include "sanitize/stream_scrubber.h"

#include <gtest/gtest.h>

#include <string>

namespace trace::sanitize {
namespace {

const std::string kWord = "Zq7Lm2Xw9Rt4Vb8Kc3Nf6Hj1Pd5Gs0";

std::string scrubbed(const std::string& text) {
  const Sanitizer sanitizer = Sanitizer::compile({}).or_throw();
  StreamScrubber scrubber(sanitizer);
  std::string out;
  scrubber.feed(text, out);
  scrubber.finish(out);
  return out;
}

TEST(VendorShapes, AKeyBlockUnderANameThatSaysLittleIsFound) {
  const std::string block = "-----BEGIN PRIVATE " + std::string("KEY-----\\n");
  std::string body;
  for (int i = 0; i < 20; ++i) body += kWord + kWord + "\\n";
  const std::string out =
      scrubbed("  \"key\": \"" + block + body + "-----END PRIVATE KEY-----\",\n");
  EXPECT_EQ(out, "  \"key\": \"***\",\n");
}

TEST(VendorShapes, ACommandGoesOnInTheNextLines) {
  const std::string out =
      scrubbed("curl -X POST https://a.b/ \\\n  -H 'A: b' \\\n  -d x \\\n  -u jo:Hunter2Hunter2\n");
  EXPECT_EQ(out, "curl -X POST https://a.b/ \\\n  -H 'A: b' \\\n  -d x \\\n  -u jo:***\n");
  EXPECT_EQ(scrubbed("sort \\\n  -u jo:Hunter2Hunter2\n"), "sort \\\n  -u jo:Hunter2Hunter2\n");
}

TEST(VendorShapes, TheNameOfAVendorMakesARandomWordASecret) {
  EXPECT_EQ(scrubbed("deepgram staging box " + kWord).find(kWord), std::string::npos);
  EXPECT_NE(scrubbed("somebody staging unit " + kWord).find(kWord), std::string::npos);
  EXPECT_EQ(scrubbed("{\"deepgram\": \"" + kWord + "\"}").find(kWord), std::string::npos);
  EXPECT_NE(scrubbed("{\"somebody\": \"" + kWord + "\"}").find(kWord), std::string::npos);
}

TEST(VendorShapes, LettersOfBothCasesInDisorderAreATokenAndAnIdentifierIsNone) {
  const std::string drawn = "qRtBvXwKzLmPdGhJsNcFyT";
  EXPECT_EQ(scrubbed("token = '" + drawn + "'").find(drawn), std::string::npos);
  const std::string name = "defaultTokenProviderFactory";
  EXPECT_NE(scrubbed("token = '" + name + "'").find(name), std::string::npos);
}

TEST(VendorShapes, Base64OfTextInAnotherScriptIsLookedThrough) {
  // "- テスト https://jo:Hunter2x@a.bc/" in base64
  const std::string encoded = "LSDjg4bjgrnjg4ggaHR0cHM6Ly9qbzpIdW50ZXIyeEBhLmJjLw==";
  EXPECT_EQ(scrubbed("{\"blob\": \"" + encoded + "\"}").find(encoded), std::string::npos);
}

}  // namespace
}  // namespace trace::sanitize
