#include "store/payload_views.h"

#include "store/payload.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trace::store {
namespace {

using Change = std::pair<std::string, std::string>;

void replace_all(std::string& text, const Change& change) {
  const auto& [from, to] = change;
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// What the stored texts say, and what is read in its place. Order matters: `packed` first.
std::vector<Change> changes(Database& db) {
  std::vector<Change> all{{"iif(coalesce(c.block, e.block) IS NULL, 0, 1)", "0"},
                          {"iif(c.block IS NULL, 0, 1)", "0"}};
  for (const char* alias : {"c.", "e.", "x."})
    all.emplace_back(std::string(alias) + "payload", payload_sql(db, alias));
  for (int column = 0; column < 4; ++column)
    all.emplace_back("c." + std::string(content_column(column)), content_sql(db, "c.", column));
  return all;
}

}  // namespace

void shadow_views(Database& db) {
  if (!has_blocks(db)) return;
  std::vector<std::string> views;
  Statement(db,
            "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name IN ('task_trace_events', "
            "'decomposition_job_logs', 'conversation_contents') ORDER BY name DESC")
      .each([&](const Row& row) { views.emplace_back(row.text(0)); });
  const auto all = changes(db);
  db.exec("PRAGMA query_only=0");  // it forbids temporary views, too; the handle only reads anyway
  for (std::string& view : views) {
    for (const Change& change : all) replace_all(view, change);
    replace_all(view, {"CREATE VIEW ", "CREATE TEMP VIEW "});
    db.exec(view);
  }
  db.exec("PRAGMA query_only=1");
}

}  // namespace trace::store
