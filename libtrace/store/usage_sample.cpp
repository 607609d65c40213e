#include "store/usage_sample.h"

namespace trace::store {

PricedCall read_call(const Row& row) {
  return {row.i64(12), row.maybe_i64(13), {row.i64(0)}, row.i64(14) != 0, row.i64(15)};
}

void read_sample(const Row& row, UsageSample& sample) {
  sample.status = static_cast<model::RequestStatus>(row.i64(1));
  sample.tokens = {row.maybe_i64(2), row.maybe_i64(3), row.maybe_i64(4),
                   row.maybe_i64(5), row.maybe_i64(6), row.maybe_i64(7)};
  sample.cost_nusd = row.maybe_i64(8);
  sample.cost_source = static_cast<model::CostSource>(row.i64(9));
  sample.duration_ms = row.maybe_i64(10);
  sample.ttft_ms = row.maybe_i64(11);
}

}  // namespace trace::store
