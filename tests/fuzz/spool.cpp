// A spool file that anybody may have written: the reader and the decoder of its records. One input
// is the whole file, and at once a record's payload.
#include "base/fd.h"
#include "ingest/spool_file.h"
#include "ingest/wire.h"

#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  trace::ingest::Batch batch;
  if (trace::ingest::decode(bytes, batch)) {
    std::string again;
    trace::ingest::encode(batch, again);
    trace::ingest::Batch twice;
    if (!trace::ingest::decode(again, twice)) std::abort();
  }
  trace::base::Fd fd(::memfd_create("spool", MFD_CLOEXEC));
  trace::base::write_all(fd.get(), bytes, "the spool");
  trace::ingest::SpoolReader reader(std::move(fd));
  while (const auto payload = reader.next())
    static_cast<void>(trace::ingest::decode(*payload, batch));
  return 0;
}
