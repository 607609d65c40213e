// Rows of `requests` and `contents` as a writer sees them: one row a model call, whoever reports it
// and how often; the fullest report wins, its owner is the trace that started first. Works inside
// the writer's transaction. One object belongs to one Database and thread.
#pragma once

#include "model/records.h"
#include "store/names.h"
#include "store/request_rank.h"
#include "store/sqlite.h"
#include "store/trace_table.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace trace::store {

class RequestTable {
 public:
  RequestTable(Database& db, Names& names);
  // Take a report of a call; several of one call are joined until write_back(). `owner`: row of the
  // trace that claims it, if any.
  void apply(const model::Request& request, std::optional<std::int64_t> owner,
             std::int64_t& next_id);
  // Keep what was said. False: no such request, or its token keeps no content.
  bool apply(const model::Content& content, bool keep_by_default, std::int64_t& next_id);
  // Insert the calls that were reported, or merge the reports into what is there. `next_id` is
  // raised when a row is added.
  void write_back(std::int64_t& next_id);
  // Forget what was not written: the transaction was undone.
  void forget() noexcept {
    written_.clear();
    places_.clear();
    waiting_.clear();
  }

 private:
  // A call whose report was not written yet.
  struct Waiting {
    model::Request request;
    RequestRank rank;  // of the report that ranks first
    std::optional<std::int64_t> owner;
  };
  void write(const Waiting& waiting, std::int64_t& next_id);
  bool insert(const Waiting& waiting, std::int64_t id);
  bool merge(const Waiting& waiting);
  bool fit(const Waiting& waiting);
  // What the store has of a call that is reported again.
  struct Stored;
  std::optional<Stored> find(const std::string& uid);
  bool moves(const Waiting& waiting, const Stored& stored, bool ranks_first);
  Statement& merger(bool ranks_first, bool moves);
  void claim(std::int64_t id, std::optional<std::int64_t> owned_by, std::int64_t owner);
  void bind_values(Statement& statement, const model::Request& request);
  Database& db_;
  Names& names_;
  // What this writer wrote of a call the last time.
  struct Written {
    std::int64_t id;
    RequestRank rank;
    std::optional<std::int64_t> owner;
  };
  void remember(const Waiting& waiting, std::int64_t id);
  Statement find_, insert_, fit_, own_, claim_, follow_, find_content_, content_, unpack_content_;
  std::array<std::optional<Statement>, 4> mergers_;  // long ones: most recorders need one of them
  std::vector<Waiting> waiting_;                     // in the order of their first reports
  std::unordered_map<std::string, std::size_t> places_;  // in waiting_, by id
  std::unordered_map<std::string, Written> written_;     // some calls that have a row
};

}  // namespace trace::store
