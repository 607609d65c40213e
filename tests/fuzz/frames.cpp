// What agents print, whatever it is: the frame splitter, the detection of the dialect and every
// dialect behind it. The first byte says where the reads are cut, the second which dialect.
#include "fuzz/feeding.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto names = trace::dialects::all();
  const bool is_auto = data[1] % 2 == 0;
  const std::string_view name = is_auto ? "" : names[data[1] / 2U % names.size()].name;
  trace::ingest::DialectContext context;
  context.fresh = "fuzz";
  context.keep_content = true;
  trace::fuzz::feed_all(bytes, data[0] * bytes.size() / 256,
                        std::make_unique<trace::fuzz::Choice>(name, context), nullptr);
  return 0;
}
