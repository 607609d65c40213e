// A store in a folder of its own, filled row by row with plain SQL: what readers are tested on.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace trace::tests {

class SampleStore {
 public:
  struct Trace {
    std::string id;
    std::int64_t at = 0;
    int status = 2;
    std::string source = "cli";
    std::optional<std::string> parent = std::nullopt;
    std::optional<std::string> session = std::nullopt;
    std::optional<std::string> title = std::nullopt;
    std::optional<std::string> metadata = std::nullopt;
    std::optional<std::int64_t> duration_ms = std::nullopt;
  };
  struct Request {
    std::string id;
    std::int64_t at = 0;
    std::optional<std::int64_t> trace = std::nullopt;
    std::string model = "m-1";
    std::optional<std::int64_t> input = std::nullopt;
    std::optional<std::int64_t> output = std::nullopt;
    std::optional<std::int64_t> cost_nusd = std::nullopt;
    int status = 0;
  };

  SampleStore();
  SampleStore(const SampleStore&) = delete;
  SampleStore& operator=(const SampleStore&) = delete;
  ~SampleStore();

  std::string path() const { return (folder_ / "trace.db").string(); }
  store::Database& writer() { return *writer_; }
  // A connection as the readers open it.
  store::Database reader() const;

  std::int64_t name(int kind, std::string_view text);
  std::int64_t add(const Trace& trace);
  std::int64_t add(const Request& request);
  // Add an event of that type with the next seq of its trace; flags as in schema.sql.
  std::int64_t add_event(std::int64_t trace, std::string_view type, std::string_view payload,
                         int level = 1, int flags = 0);

 private:
  std::filesystem::path folder_;
  std::optional<store::Database> writer_;
  std::int64_t next_id_ = 1;
};

}  // namespace trace::tests
