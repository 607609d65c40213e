// bench_writers FOLDER LINES-FILE WRITERS turnstile|plain full|normal SECONDS: that many processes
// write batches of 100 events into one store, as fast as it goes, for that long. `turnstile`:
// StoreSink. `plain`: the same rows by a bare loop with busy_timeout and BEGIN IMMEDIATE. Prints
// "rows/s p50 p99 worst refused", times of a write in milliseconds.
#include "digest/blake2b.h"

#include "base/error.h"
#include "store/schema.h"
#include "store/store_sink.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using trace::ingest::Batch;
using trace::ingest::EventRow;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 100;
constexpr std::size_t kRing = 100;  // batches that are written round and round: 7 MB
constexpr float kRefused = -1;      // a write that the lock did not let in
constexpr std::int64_t kAt = 1'763'609'000'000'000;

std::vector<Batch> make_ring(const std::string& path, int writer) {
  std::ifstream lines(path);
  std::vector<Batch> ring(kRing);
  std::string line;
  for (std::size_t i = 0; i < kRing * kBatch && std::getline(lines, line); ++i) {
    Batch& batch = ring[i / kBatch];
    EventRow row;
    row.trace = batch.trace_index("writer-" + std::to_string(writer));
    row.input = batch.input_index("input-" + std::to_string(writer));
    row.type = batch.type_index("assistant");
    row.at = {kAt + static_cast<std::int64_t>(i)};
    row.n = i + 1;
    row.payload = batch.append(line);
    row.uid = trace::digest::blake2b128(line);
    row.leaf = trace::digest::blake2b256(line);
    batch.rows.push_back(row);
  }
  return ring;
}

// A way to write one batch; false: refused.
using Write = std::function<bool(const Batch&)>;

Write turnstile(const std::string& path, trace::store::Durability durability) {
  auto sink = std::make_shared<trace::store::StoreSink>(
      trace::store::StoreSinkOptions{.path = path, .durability = durability});
  return [sink](const Batch& batch) {
    const Batch* const one = &batch;
    try {
      sink->write({&one, 1});
      return true;
    } catch (const trace::base::Failure& failure) {
      if (failure.code() != trace::base::Errc::busy) throw;
      return false;
    }
  };
}

class Plain {
 public:
  Plain(const std::string& path, bool full) {
    need(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    need(sqlite3_busy_timeout(db_, 60'000));
    run(full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    run("PRAGMA cache_size=-8000; PRAGMA wal_autocheckpoint=1000");
    need(sqlite3_prepare_v3(db_,
                            "INSERT INTO events(id, trace, seq, at, type, level, flags, uid, "
                            "input, n, h, salt, payload)"
                            " VALUES (?1, ?2, ?3, ?4, 1, 1, 0, ?5, ?2, ?6, ?7, ?8, ?9)",
                            -1, SQLITE_PREPARE_PERSISTENT, &insert_, nullptr));
  }
  bool write(const Batch& batch, std::int64_t trace) {
    run("BEGIN IMMEDIATE");
    std::int64_t id = 0;
    const auto read = [](void* to, int, char** cells, char**) {
      *static_cast<std::int64_t*>(to) = std::strtoll(cells[0], nullptr, 10);
      return 0;
    };
    need(sqlite3_exec(db_, "SELECT v FROM meta WHERE k = 'next_id'", read, &id, nullptr));
    for (const EventRow& row : batch.rows) insert(batch, row, id++, trace);
    run("UPDATE meta SET v = " + std::to_string(id) + " WHERE k = 'next_id'");
    run("COMMIT");
    return true;
  }

 private:
  void insert(const Batch& batch, const EventRow& row, std::int64_t id, std::int64_t trace) {
    const std::array<std::int64_t, 4> numbers{id, trace, ++seq_, row.at.v};
    for (int i = 0; i < 4; ++i)
      sqlite3_bind_int64(insert_, i + 1, numbers[static_cast<std::size_t>(i)]);
    sqlite3_bind_blob(insert_, 5, row.uid.data(), 16, SQLITE_STATIC);
    sqlite3_bind_int64(insert_, 6, static_cast<std::int64_t>(row.n));
    sqlite3_bind_int64(insert_, 7, 0x5eed5eed5eed5eed);
    sqlite3_bind_blob(insert_, 8, row.salt.data(), 16, SQLITE_STATIC);
    const auto bytes = batch.view(row.payload);
    sqlite3_bind_text(insert_, 9, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    need(sqlite3_step(insert_) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR);
    sqlite3_reset(insert_);
  }
  void run(const std::string& sql) {
    need(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }
  void need(int code) {
    if (code == SQLITE_OK) return;
    std::fprintf(stderr, "bench_writers: %s\n", sqlite3_errmsg(db_));
    std::exit(1);
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::int64_t seq_ = 0;
};

struct Plan {
  std::string store, lines;
  bool is_plain = false, is_full = false;
  double seconds = 5;
};

// Write until the time is over, then send the milliseconds of each write.
void work(const Plan& plan, int writer, Clock::time_point start, int out) {
  const auto ring = make_ring(plan.lines, writer);
  Write write;
  if (plan.is_plain) {
    write = [plain = std::make_shared<Plain>(plan.store, plan.is_full), writer](const Batch& b) {
      return plain->write(b, 1000 + writer);
    };
  } else {
    using trace::store::Durability;
    write = turnstile(plan.store, plan.is_full ? Durability::full : Durability::normal);
  }
  while (Clock::now() < start) usleep(100);
  const auto end = start + std::chrono::duration<double>(plan.seconds);
  std::vector<float> times;
  for (std::size_t i = 0; Clock::now() < end; ++i) {
    const auto before = Clock::now();
    const bool done = write(ring[i % kRing]);
    const std::chrono::duration<float, std::milli> took = Clock::now() - before;
    times.push_back(took.count());
    if (!done) times.push_back(kRefused);
  }
  const std::size_t size = times.size() * sizeof(float);
  const auto* bytes = reinterpret_cast<const char*>(times.data());
  for (std::size_t sent = 0; sent < size;) {
    const ssize_t n = ::write(out, bytes + sent, size - sent);
    if (n <= 0) _exit(1);
    sent += static_cast<std::size_t>(n);
  }
}

std::vector<float> receive(int in) {
  std::vector<float> times;
  float time = 0;
  std::FILE* file = fdopen(in, "r");
  while (std::fread(&time, sizeof time, 1, file) == 1) times.push_back(time);
  std::fclose(file);
  return times;
}

void print(std::vector<float> times, double seconds) {
  const auto refused = std::count(times.begin(), times.end(), kRefused);
  std::erase(times, kRefused);
  std::sort(times.begin(), times.end());
  if (times.empty()) std::exit(1);
  const auto stored = static_cast<double>(times.size()) - static_cast<double>(refused);
  std::printf("%.0f %.3f %.3f %.3f %ld\n", stored * kBatch / seconds,
              static_cast<double>(times[times.size() / 2]),
              static_cast<double>(times[times.size() * 99 / 100]),
              static_cast<double>(times.back()), static_cast<long>(refused));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  Plan plan{std::string(argv[1]) + "/writers.db", argv[2]};
  plan.is_plain = std::string_view(argv[4]) == "plain";
  plan.is_full = std::string_view(argv[5]) == "full";
  plan.seconds = std::atof(argv[6]);
  { const auto made = trace::store::open_for_writing(plan.store, trace::store::Durability::full); }
  const int writers = std::atoi(argv[3]);
  const auto start = Clock::now() + std::chrono::milliseconds(500);
  std::vector<int> ends;
  for (int i = 0; i < writers; ++i) {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return 1;
    if (fork() == 0) {
      work(plan, i, start, pipe_ends[1]);
      _exit(0);
    }
    close(pipe_ends[1]);
    ends.push_back(pipe_ends[0]);
  }
  std::vector<float> all;
  for (const int end : ends) {
    const auto times = receive(end);
    all.insert(all.end(), times.begin(), times.end());
  }
  bool good = true;
  for (int status = 0; wait(&status) > 0;) good = good && status == 0;
  print(all, plan.seconds);
  return good ? 0 : 1;
}
