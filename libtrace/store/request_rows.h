// Model calls as records, in order of time and then of id, and what was said in them. Not for
// counting (usage_report.h) and not for pages (history.h). Belongs to the thread of its Database.
#pragma once

#include "model/records.h"
#include "store/dictionary.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace trace::store {

class RequestRows {
 public:
  // Both must outlive this.
  RequestRows(Database& db, Dictionary& names);
  // Call `f` for each request of a trace (row id and id), or for those without a trace. The record
  // is used again for the next one.
  void each(std::optional<std::int64_t> trace, std::string_view uid,
            const std::function<void(const model::Request&)>& f);
  // Call `f` for the request with this row id; `uid` is the id of its trace.
  void one(std::int64_t id, std::string_view uid,
           const std::function<void(const model::Request&)>& f);
  // Call `f` for what was kept of each of these requests, in the same order.
  void each_content(std::optional<std::int64_t> trace,
                    const std::function<void(const model::Content&)>& f);
  // Call `f` for what was kept of the request with this row id, if anything was.
  void one_content(std::int64_t id, const std::function<void(const model::Content&)>& f);

 private:
  void fill(const Row& row, model::Request& out);

  Database& db_;
  Dictionary& names_;
  Statement of_trace_, loose_, content_of_trace_, content_loose_;
  std::optional<Statement> one_, one_content_;
};

}  // namespace trace::store
