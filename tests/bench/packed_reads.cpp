// bench_packed_reads STORE COUNT: read that many payloads by row id, here and there in the store,
// and print the median and the 99th percentile in milliseconds: "packed P50 P99", then "plain P50
// P99" for rows that are not packed.
#include "base/error.h"
#include "store/payload.h"
#include "store/schema.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace {

using trace::store::Database;
using trace::store::Row;
using trace::store::Statement;

void measure(Database& db, const char* name, const char* which, std::size_t count) {
  std::vector<std::int64_t> ids;
  Statement(db, std::string("SELECT id FROM events WHERE ") + which).each([&](const Row& row) {
    ids.push_back(row.i64(0));
  });
  if (ids.empty()) return;
  std::mt19937_64 random(1);
  Statement read(db, "SELECT " + trace::store::payload_sql(db, "") + " FROM events WHERE id = ?1");
  std::vector<double> times;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = ids[random() % ids.size()];
    const auto start = std::chrono::steady_clock::now();
    read.with(id).each([&](const Row& row) { bytes += row.text(0).size(); });
    const auto took = std::chrono::steady_clock::now() - start;
    times.push_back(std::chrono::duration<double, std::milli>(took).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%s %.4f %.4f %zu\n", name, times[count / 2], times[count * 99 / 100], bytes);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    auto db = trace::store::open_for_reading(argv[1]);
    const auto count = static_cast<std::size_t>(std::strtoull(argv[2], nullptr, 10));
    if (count == 0) return 2;
    measure(db, "packed", "block IS NOT NULL", count);
    measure(db, "plain", "payload IS NOT NULL", count);
  } catch (const trace::base::Failure& failure) {
    std::fprintf(stderr, "bench_packed_reads: %s\n", failure.what());
    return 1;
  }
  return 0;
}
