// Frames of a model API go in, what became of its calls comes out.
#pragma once

#include "unit/dialects/feeding.h"

#include <map>
#include <string>

namespace trace::dialects {

class ApiFeeding : public Feeding {
 public:
  explicit ApiFeeding(std::string_view name, bool is_live = true, bool keep_content = false)
      : Feeding(name, context(is_live, keep_content)) {}

  ApiFeeding& line(const std::string& text) {
    Feeding::line(text);
    return *this;
  }
  ApiFeeding& end(bool cut = false) {
    Feeding::end(cut);
    return *this;
  }
  ApiFeeding& at_once() {
    stand_still();
    return *this;
  }
  // The last report of each call.
  std::map<std::string, model::Request> calls() const {
    std::map<std::string, model::Request> by_id;
    for (const auto& r : changes<model::Request>()) by_id[r.id] = r;
    return by_id;
  }
  model::Request only() const {
    const auto all = calls();
    return all.size() == 1 ? all.begin()->second : model::Request{};
  }
  // Input, cache read, cache write and output of all calls.
  std::string sums() const {
    std::string out;
    for (const auto counter : {&model::Tokens::input, &model::Tokens::cache_read,
                               &model::Tokens::cache_write, &model::Tokens::output}) {
      std::int64_t sum = 0;
      for (const auto& [id, r] : calls()) sum += (r.tokens.*counter).value_or(0);
      out += (out.empty() ? "" : "/") + std::to_string(sum);
    }
    return out;
  }
  std::string types() const {
    std::string out;
    for (const auto& e : events) out += (out.empty() ? "" : " ") + e.type;
    return out;
  }
  std::string title() const {
    for (const auto& change : changes<model::TraceChange>())
      if (!change.title.empty()) return change.title;
    return {};
  }
  model::TraceChange last() const { return changes<model::TraceChange>().back(); }

 private:
  static ingest::DialectContext context(bool is_live, bool keep_content) {
    ingest::DialectContext out;
    out.fresh = "fresh";
    out.is_live = is_live;
    out.keep_content = keep_content;
    return out;
  }
};

}  // namespace trace::dialects
