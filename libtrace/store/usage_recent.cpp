#include "store/usage_recent.h"

#include "store/guard.h"
#include "store/usage_sample.h"

#include <optional>

namespace trace::store {

std::vector<RecentRequest> recent_requests(Database& db, const Filter& filter, std::int64_t count,
                                           const CostRule& costs) {
  SqlText sql;
  sql.add("SELECT " + std::string(kSampleColumns) + ", r.uid").add(from_of(Entity::request, db));
  append_where(sql, Entity::request, filter, db);
  sql.add(" ORDER BY r.at DESC, r.id DESC LIMIT ").value(count);
  Dictionary names(db);
  RequestCost cost(names, costs);
  std::optional<Guard> guard;
  if (!filter.where.empty()) guard.emplace(db);
  std::vector<RecentRequest> out;
  sql.prepare(db).each([&](const Row& row) {
    auto& request = out.emplace_back();
    const PricedCall call = read_call(row);
    request.at = call.at;
    request.model = names.of(call.model);
    request.id = row.text(kSampleColumnCount);
    read_sample(row, request.sample);
    cost.settle(call, request.sample);
  });
  guard.reset();
  return out;
}

}  // namespace trace::store
