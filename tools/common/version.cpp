#include "common/version.h"

#include "store/schema.h"

namespace trace::cli {

std::string version_text(std::string_view tool) {
  std::string out = std::string(tool) + " " + TRACE_VERSION + "\n";
  out += std::string("SQLite ") + store::sqlite_version() + "\n";
  return out + "schema " + std::to_string(store::schema_version()) + "\n";
}

}  // namespace trace::cli
