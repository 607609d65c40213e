#include "integrity/doctor.h"

#include "ingest/spool_dir.h"

#include <filesystem>

namespace trace::integrity {

std::string in_quotes(std::string_view path) {
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void examine(const Patient& patient, const FindingOut& out) {
  for (const auto& checks : {file_checks(), spool_checks(), row_checks(), upkeep_checks()})
    for (const auto& check : checks) {
      try {
        check.run(patient, out);
      } catch (const base::Failure& failure) {
        if (failure.code() == base::Errc::corrupt)
          out({"pages-damaged", "the store cannot be read: " + std::string(failure.what()),
               "trace-query verify --db " + in_quotes(patient.path)});
        else
          out({"not-examined", std::string(check.name) + ": " + failure.what(), "try again"});
      }
    }
}

std::optional<Finding> examine_closed(const std::string& path,
                                      const std::vector<std::string>& spool_places,
                                      const base::Failure& failure) {
  using enum base::Errc;
  const std::string why = failure.what();
  std::error_code ignored;
  const bool was_there = std::filesystem::exists(path + ".lock", ignored) ||
                         ingest::count_waiting(spool_places).files > 0;
  switch (failure.code()) {
    case schema_too_new:
      return Finding{"schema-newer", why, "trace-query --version"};
    case corrupt:
      return Finding{"store-damaged", why,
                     "mv " + in_quotes(path) + " " + in_quotes(path + ".damaged")};
    case permission:
      return Finding{"store-unreadable", why, "chmod u+rw " + in_quotes(path)};
    case not_found:
      if (!was_there) return std::nullopt;
      return Finding{"store-moved", why + ", but recorders knew one there",
                     "trace-record replay --db " + in_quotes(path)};
    default:
      return std::nullopt;
  }
}

Coverage error_coverage(store::Database& db) {
  store::Statement count(
      db,
      "SELECT count(*), total(c), total(m), total(e), total(c AND m AND e) FROM (SELECT error_code "
      "IS NOT NULL AS c, coalesce(error_message, '') <> '' AS m, EXISTS (SELECT 1 FROM events x "
      "WHERE x.trace = t.id AND x.level = 3 AND x.seq IS NOT NULL) AS e FROM traces t WHERE status "
      "IN (3, 4, 6))");
  Coverage out;
  if (const auto row = count.step())
    out = {row->i64(0), row->i64(1), row->i64(2), row->i64(3), row->i64(4), 0, 0};
  store::Statement children(db,
                            "SELECT count(*), total(NOT EXISTS (SELECT 1 FROM traces p WHERE p.uid "
                            "= t.parent)) FROM traces t WHERE parent IS NOT NULL");
  if (const auto row = children.step()) {
    out.children = row->i64(0);
    out.children_without_parent = row->i64(1);
  }
  return out;
}

}  // namespace trace::integrity
