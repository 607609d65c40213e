// The sanitizer: clean text stays clean when it is cleaned again, and JSON stays JSON.
#include "sanitize/sanitizer.h"

#include "json/document.h"

#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto sanitizer = trace::sanitize::Sanitizer::compile({}).or_throw();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string clean, again;
  if (!sanitizer.scrub(text, clean)) return 0;
  if (sanitizer.scrub(clean, again) && again != clean) std::abort();
  trace::json::Document before, after;
  if (before.parse(text) && !after.parse(clean)) std::abort();
  return 0;
}
