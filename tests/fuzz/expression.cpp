// The condition of --where: whatever the check accepts must be one expression for SQLite, too; what
// it may touch is the guard's.
#include "store/expression.h"

#include "base/error.h"
#include "store/guard.h"
#include "store/schema.h"

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace {

trace::store::Database& reader() {
  static auto db = [] {
    const std::string path = "/tmp/trace-fuzz-" + std::to_string(::getpid()) + ".db";
    { trace::store::open_for_writing(path, trace::store::Durability::memory); }
    auto opened = trace::store::open_for_reading(path);
    for (const char* end : {"", "-wal", "-shm"}) ::unlink((path + end).c_str());
    return opened;
  }();
  return db;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (!trace::store::check_expression(text)) return 0;
  try {
    trace::store::Guard guard(reader(), {.deadline = std::chrono::milliseconds{200}});
    auto statement = guard.prepare("SELECT 1 FROM task_traces WHERE (\n" + text + "\n)");
    while (statement.step()) {
    }
  } catch (const trace::base::Failure& failure) {
    if (failure.code() == trace::base::Errc::internal) std::abort();
  }
  return 0;
}
