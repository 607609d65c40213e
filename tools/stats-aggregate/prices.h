// Which prices count: those of --price-file, else those that come with the tools. For the main
// thread.
#pragma once

#include "pricing/price_table.h"

#include <string>

namespace trace::tools {

// Read the price file, or the built-in prices when `path` is empty. Throws Failure not_found,
// permission, io or configuration.
pricing::PriceTable load_prices(const std::string& path);

}  // namespace trace::tools
