// Which prices count: those of --price-file, else those that come with the tools. For the main
// thread.
#pragma once

#include "pricing/price_table.h"

#include <string>

namespace trace::tools {

struct Prices {
  pricing::PriceTable table;
  std::string hash;  // of the text that they were read from
};

// Read the price file, or the built-in prices when `path` is empty. Throws Failure not_found,
// permission, io or configuration.
Prices load_prices(const std::string& path);

}  // namespace trace::tools
