#include "stats-aggregate/audit.h"

#include "stats-aggregate/buckets.h"

#include "store/usage_audit.h"

#include <array>

namespace trace::tools {

bool print_audit(Counting& counting, Output& output) {
  Buckets buckets(counting.zone());
  const store::BucketStart bucket = [&](store::Dimension dimension, base::UnixMicros at) {
    return buckets.start(dimension, at);
  };
  const auto lines = store::UsageAudit(counting.db(), bucket, counting.costs()).run();
  const std::array<formats::Column, 3> columns{formats::Column{.key = "check", .priority = 0},
                                               formats::Column{.key = "result", .priority = 0},
                                               formats::Column{.key = "detail", .priority = 0}};
  const auto writer = output.rows();
  writer->begin(columns);
  bool is_right = true;
  for (const auto& line : lines) {
    is_right = is_right && line.is_right;
    writer->row(std::array<formats::Cell, 3>{std::string_view(line.check),
                                             std::string_view(line.is_right ? "ok" : "differs"),
                                             std::string_view(line.detail)});
  }
  writer->end();
  output.close();
  return is_right;
}

}  // namespace trace::tools
