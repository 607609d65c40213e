#include "stats-aggregate/prices.h"

#include "base/fd.h"

namespace trace::tools {

pricing::PriceTable load_prices(const std::string& path) {
  constexpr std::size_t kLongest = 64U << 20U;
  if (path.empty())
    return pricing::PriceTable::parse(pricing::PriceTable::built_in_text()).or_throw();
  auto table = pricing::PriceTable::parse(base::read_file(path, kLongest));
  if (!table)
    throw base::Failure(table.error().code,
                        "cannot use the prices in '" + path + "': " + table.error().message);
  return *std::move(table);
}

}  // namespace trace::tools
