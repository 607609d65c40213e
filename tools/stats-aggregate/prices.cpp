#include "stats-aggregate/prices.h"

#include "digest/checksum.h"

#include "base/fd.h"

namespace trace::tools {
namespace {

std::string hash_of(std::string_view text) { return std::to_string(digest::checksum64(text)); }

}  // namespace

Prices load_prices(const std::string& path) {
  constexpr std::size_t kLongest = 64U << 20U;
  const auto built_in = pricing::PriceTable::built_in_text();
  if (path.empty()) return {pricing::PriceTable::parse(built_in).or_throw(), hash_of(built_in)};
  const std::string text = base::read_file(path, kLongest);
  auto table = pricing::PriceTable::parse(text);
  if (!table)
    throw base::Failure(table.error().code,
                        "cannot use the prices in '" + path + "': " + table.error().message);
  return {*std::move(table), hash_of(text)};
}

}  // namespace trace::tools
