#include "trace-query/rows.h"

#include "trace-query/row_cells.h"
#include "trace-query/slow_query.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/exit_code.h"
#include "common/read_filter.h"
#include "formats/json_text.h"
#include "formats/number_text.h"
#include "store/guard.h"
#include "store/listing.h"
#include "store/merged_listing.h"

#include <array>
#include <filesystem>
#include <map>
#include <optional>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;
using store::Entity;
using store::Field;

constexpr std::int64_t kUsualLimit = 50;
constexpr std::int64_t kMaxLimit = 1000;

constexpr std::array<std::string_view, 11> kTraceTable{
    "id",          "status",      "started_at",   "duration_ms", "source", "model",
    "event_count", "error_count", "total_tokens", "cost_usd",    "title"};
constexpr std::array<std::string_view, 10> kRequestTable{
    "id",    "status",       "requested_at",      "duration_ms",   "ttft_ms",
    "model", "input_tokens", "cache_read_tokens", "output_tokens", "cost_usd"};

constexpr std::array<std::string_view, 5> kContentTable{"request", "at", "model", "prompt",
                                                        "completion"};

std::span<const std::string_view> table_keys(Entity entity) {
  switch (entity) {
    case Entity::trace:
      return kTraceTable;
    case Entity::request:
      return kRequestTable;
    case Entity::content:
      return kContentTable;
  }
  return {};
}

// A request's record says nothing about its trace but the id; --fields may ask for more.
bool is_of_the_record(Entity entity, std::string_view key) {
  return entity != Entity::request || (key != "session_id" && key != "title");
}

const Field* known_field(Entity entity, std::string_view key) {
  if (const Field* field = store::find_field(entity, key)) return field;
  std::string keys;
  for (const Field& field : store::fields_of(entity))
    keys += (keys.empty() ? "" : ", ") + std::string(field.key);
  throw Failure(Errc::bad_usage, "unknown field '" + std::string(key) + "'; accepted: " + keys);
}

std::vector<const Field*> chosen_fields(const Session& session, Entity entity) {
  std::vector<const Field*> fields;
  if (!session.options().fields.empty()) {
    for (const std::string& key : session.options().fields)
      fields.push_back(known_field(entity, key));
  } else if (session.is_for_people()) {
    for (const std::string_view key : table_keys(entity))
      fields.push_back(store::find_field(entity, key));
  } else {
    for (const Field& field : store::fields_of(entity)) {
      if (is_of_the_record(entity, field.key)) fields.push_back(&field);
    }
  }
  return fields;
}

std::size_t page_limit(const PageOptions& page) {
  if (page.all) return 0;
  const std::int64_t limit = page.limit.value_or(kUsualLimit);
  if (limit > kMaxLimit)
    throw Failure(Errc::bad_usage,
                  "bad value for --limit: a page has at most 1000 rows; --all prints every one");
  return static_cast<std::size_t>(limit);
}

std::string first_cursor(const PageOptions& page) {
  if (!page.cursor.empty() || page.cursor_file.empty()) return page.cursor;
  if (!std::filesystem::exists(page.cursor_file)) return {};
  std::string word = base::read_file(page.cursor_file, 64 * 1024);
  while (!word.empty() && (word.back() == '\n' || word.back() == ' ')) word.pop_back();
  return word;
}

void take_sort(const std::string& text, store::ListQuery& query) {
  if (text.empty()) return;
  const std::size_t colon = text.find(':');
  query.sort = text.substr(0, colon);
  if (colon == std::string::npos) return;
  const std::string direction = text.substr(colon + 1);
  if (direction != "asc" && direction != "desc")
    throw Failure(Errc::bad_usage, "bad value for --sort: expected FIELD, FIELD:asc or FIELD:desc");
  query.descending = direction == "desc";
}

store::ListQuery query_of(Session& session, Entity entity) {
  const QueryOptions& options = session.options();
  store::ListQuery query;
  query.entity = entity;
  query.filter = cli::read_filter(options.filters, options.tz, session.environment(), session.now(),
                                  session.db());
  query.filter.roots_only = entity == Entity::trace && !options.children;
  take_sort(options.page.sort, query);
  query.limit = page_limit(options.page);
  query.cursor = first_cursor(options.page);
  query.fields = chosen_fields(session, entity);
  return query;
}

void keep_cursor(const std::string& path, const store::PageEnd& end) {
  if (path.empty() || !end.last) return;
  base::AtomicFile file(path);
  base::write_all(file.fd(), encode_cursor(*end.last) + "\n", path.c_str());
  file.commit();
}

// The last line of a page, where the next one begins; formats without room for it leave it to
// stderr.
void show_cursor(Session& session, const store::PageEnd& end) {
  const std::string word = end.more ? encode_cursor(*end.last) : std::string();
  switch (session.format()) {
    case formats::Format::jsonl:
      return session.out().write(
          "{\"next_cursor\":" + (word.empty() ? "null" : "\"" + word + "\"") + "}\n");
    case formats::Format::table:
      return session.out().write("-- cursor: " + (word.empty() ? "none" : word) + "\n");
    case formats::Format::json:
    case formats::Format::csv:
    case formats::Format::tsv:
    case formats::Format::md:
      break;
  }
  session.say("cursor: " + (word.empty() ? "none" : word));
}

int exit_for(const Session& session, bool any) {
  const bool is_no = session.options().exit_status && !any;
  return cli::exit_number(is_no ? cli::Exit::no : cli::Exit::ok);
}

int print_count(Session& session, std::int64_t count) {
  formats::append_number(session.out().buffer(), count);
  session.out().write("\n");
  return exit_for(session, count > 0);
}

// Cells of rows of the store and its archives.
class MergedCells {
 public:
  MergedCells(Session& session, const store::ListQuery& query) : session_(session), query_(query) {}
  std::span<const formats::Cell> of(const store::Row& row, std::int64_t row_id,
                                    store::Place place) {
    session_.use(place);
    const auto [cells, is_new] =
        cells_.try_emplace(place, session_, query_.fields, store::Listing::kFirstField);
    return cells->second.of(row, row_id);
  }

 private:
  Session& session_;
  const store::ListQuery& query_;
  std::map<store::Place, RowCells> cells_;
};

int print_page(Session& session, const store::ListQuery& query,
               const std::function<store::PageEnd(const store::MergedListing::Visit&)>& each) {
  const auto writer =
      formats::make_row_writer(session.format(), session.out(), session.writer_options());
  auto columns = columns_for(query.fields, session.is_for_people());
  const bool is_whole = session.options().fields.empty();
  for (auto& column : columns) column.omit_null = is_whole;  // chosen columns are always there
  writer->begin(columns);
  MergedCells cells(session, query);
  const store::PageEnd end =
      each([&](const store::Row& row, std::int64_t row_id, store::Place place) {
        writer->row(cells.of(row, row_id, place));
      });
  session.use(std::nullopt);
  writer->end();
  if (session.options().page.show_cursor) show_cursor(session, end);
  session.out().flush();
  keep_cursor(session.options().page.cursor_file, end);
  return exit_for(session, end.last.has_value());
}

}  // namespace

int print_rows(Session& session, Entity entity) {
  const store::ListQuery query = query_of(session, entity);
  // Texts of --where run under the guard; it costs a moment and is left out where nothing is
  // foreign.
  store::Listing listing(session.db(), query);
  std::optional<store::Guard> guard;
  if (session.options().explain) session.say_with_plan("the plan is", listing.plan());
  if (!query.filter.where.empty()) guard.emplace(session.db());
  const SlowQuery watch(session, [&] { return listing.plan(); });
  store::MergedListing merged(listing, session.archives(), query);
  if (session.options().count) return print_count(session, merged.count());
  return print_page(session, query,
                    [&](const store::MergedListing::Visit& visit) { return merged.each(visit); });
}

}  // namespace trace::tools
