// Native records: what is fed is one JSON line after the other.
#include "fuzz/feeding.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  trace::ingest::DialectContext context;
  context.fresh = "fuzz";
  trace::fuzz::feed_all(bytes, size / 2, std::make_unique<trace::fuzz::Choice>("native", context),
                        nullptr);
  return 0;
}
