#include "store/request_table.h"

#include "store/payload.h"
#include "store/request_join.h"

#include <array>
#include <utility>

namespace trace::store {
namespace {

constexpr std::size_t kRemembered = 8192;

std::optional<std::string_view> maybe(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Columns whose values belong together: those of the report that ranks first, and what it leaves
// out from the others. ?8 and on.
constexpr std::array kOfTheFirst{"user",
                                 "mode",
                                 "model",
                                 "provider",
                                 "stream",
                                 "input_tokens",
                                 "cache_read_tokens",
                                 "cache_write_tokens",
                                 "cache_write_1h_tokens",
                                 "output_tokens",
                                 "reasoning_tokens"};
constexpr std::array kAlsoOfTheFirst{"status_code",    "error_message",   "request_bytes",
                                     "response_bytes", "conversation_id", "metadata"};

// ?1 is the row; ?2 … ?27 are bound by bind_values(), ?28 is the rank. Times, cost and duration are
// joined from all reports by rules that know no order: first and last, the greatest. The last is
// that of the reports which saw the call begin first: another recording of the same run saw its own
// end. A duration that only says what the times say is worked out again. Columns of indexes are set
// only when the row moves in one of them: setting one to what it was costs as much as a move.
std::string merge_sql(bool is_first, bool moves) {
  const std::string responded =
      "CASE WHEN ?2 < at THEN coalesce(?3, responded_at) WHEN ?2 > at THEN coalesce(responded_at, "
      "?3) ELSE coalesce(max(responded_at, ?3), ?3, responded_at) END";
  std::string sql =
      "UPDATE requests SET responded_at = " + responded +
      ", duration_ms = coalesce(max(iif(duration_ms = (responded_at - at) / 1000, "
      "NULL, duration_ms), ?4), ?4, iif(duration_ms = (responded_at - at) / 1000, NULL, "
      "duration_ms), (" +
      responded +
      " - min(at, ?2)) / 1000), "
      "ttft_ms = coalesce(min(ttft_ms, ?5), ?5, ttft_ms), cost_nusd = coalesce(max(cost_nusd, "
      "?19), ?19, cost_nusd), cost_source = max(cost_source, ?20)";
  const auto add = [&](const char* column, int i) {
    const auto value = "?" + std::to_string(i);
    sql += std::string(", ") + column + " = coalesce(" +
           (is_first ? value + ", " + column : column + (", " + value)) + ")";
  };
  int i = 8;
  for (const auto* column : kOfTheFirst) add(column, i++);
  i = 22;
  for (const auto* column : kAlsoOfTheFirst) add(column, i++);
  if (is_first) sql += ", line_uid = ?28";
  if (!moves) return sql + " WHERE id = ?1";
  sql += ", at = min(at, ?2)";
  add("token", 6);
  add("account", 7);
  if (is_first) sql += ", status = ?21";
  return sql + " WHERE id = ?1";
}

}  // namespace

RequestTable::RequestTable(Database& db, Names& names)
    : db_(db),
      names_(names),
      find_(db,
            "SELECT id, coalesce(line_uid, ''), trace, coalesce(input_tokens, 0) + "
            "coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0) + "
            "coalesce(output_tokens, 0), at, token, account, status FROM requests WHERE uid = "
            "?1"),
      insert_(db,
              "INSERT INTO requests(id, at, responded_at, duration_ms, ttft_ms, token, account, "
              "user, mode, model, provider, "
              "stream, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, "
              "output_tokens, "
              "reasoning_tokens, cost_nusd, cost_source, status, status_code, error_message, "
              "request_bytes, response_bytes, "
              "conversation_id, metadata, line_uid, uid, trace) VALUES (?1, ?2, ?3, coalesce(?4, "
              "(?3 - ?2) / "
              "1000), ?5, ?6, ?7, ?8, ?9, ?10, "
              "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
              "?27, ?28, ?29, ?30) ON CONFLICT(uid) DO NOTHING"),
      fit_(
          db,
          "UPDATE requests SET cost_source = ?2, line_uid = ?3 WHERE id = ?1 AND line_uid = ?4 AND "
          "trace IS ?5"),
      own_(db, "UPDATE requests SET trace = ?2 WHERE id = ?1"),
      claim_(db,
             "INSERT INTO request_claims(request, trace) VALUES (?1, ?2), (?1, ?3) ON CONFLICT DO "
             "NOTHING"),
      follow_(db,
              "UPDATE requests SET trace = (SELECT c.trace FROM request_claims c JOIN traces t ON "
              "t.id = c.trace WHERE c.request = ?1 ORDER BY t.at, t.uid LIMIT 1) WHERE id = ?1"),
      find_content_(db,
                    "SELECT r.id, s.content FROM requests r LEFT JOIN token_settings s ON s.token "
                    "= r.token WHERE r.uid = ?1"),
      content_(db,
               "INSERT INTO contents(request, at, system_prompt, messages, prompt, completion) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
               "ON CONFLICT(request) DO UPDATE SET system_prompt = "
               "coalesce(excluded.system_prompt, system_prompt), "
               "messages = coalesce(excluded.messages, messages), prompt = "
               "coalesce(excluded.prompt, prompt), "
               "completion = coalesce(excluded.completion, completion)"),
      unpack_content_(db, unpack_contents() + " WHERE request = ?1 AND block IS NOT NULL") {}

void RequestTable::bind_values(Statement& s, const model::Request& r) {
  const auto& t = r.tokens;
  s.bind(2, r.requested_at.v);
  if (r.responded_at)
    s.bind(3, r.responded_at->v);
  else
    s.bind(3, nullptr);
  // One that only says what the times say is no news.
  const bool says_more =
      r.duration_ms &&
      !(r.responded_at && *r.duration_ms == (r.responded_at->v - r.requested_at.v) / 1000);
  s.bind(4, says_more ? r.duration_ms : std::nullopt);
  s.bind(5, r.ttft_ms);
  s.bind(6, names_.maybe_id(NameKind::token, r.token_id));
  s.bind(7, names_.maybe_id(NameKind::account, r.account_id));
  s.bind(8, names_.maybe_id(NameKind::user, r.user));
  s.bind(9, names_.maybe_id(NameKind::mode, r.mode));
  s.bind(10, names_.id(NameKind::model, r.model));
  s.bind(11, names_.maybe_id(NameKind::provider, r.provider));
  if (r.stream)
    s.bind(12, std::int64_t{*r.stream});
  else
    s.bind(12, nullptr);
  int i = 13;
  for (const auto* counter : {&t.input, &t.cache_read, &t.cache_write, &t.cache_write_1h, &t.output,
                              &t.reasoning, &r.cost_nusd})
    s.bind(i++, *counter);
  s.bind(20, static_cast<std::int64_t>(r.cost_source));
  s.bind(21, static_cast<std::int64_t>(r.status));
  s.bind(22, r.status_code);
  s.bind(23, maybe(r.error_message));
  s.bind(24, r.request_bytes);
  s.bind(25, r.response_bytes);
  s.bind(26, maybe(r.conversation_id));
  s.bind(27, maybe(r.metadata));
}

// False: there is a row of this call.
bool RequestTable::insert(const Waiting& waiting, std::int64_t id) {
  insert_.reset();
  insert_.bind(1, id);
  bind_values(insert_, waiting.request);
  insert_.bind(28, Blob{waiting.rank.bytes});
  insert_.bind(29, waiting.request.id);
  insert_.bind(30, waiting.owner);
  return insert_.run() > 0;
}

// The owner is the claiming trace with the smallest (start, id), in whatever order they come.
void RequestTable::claim(std::int64_t id, std::optional<std::int64_t> owned_by,
                         std::int64_t owner) {
  if (owned_by == owner) return;
  if (!owned_by) {
    own_.with(id, owner).run();
    return;
  }
  claim_.with(id, *owned_by, owner).run();
  follow_.with(id).run();
}

struct RequestTable::Stored {
  std::int64_t id;
  std::string rank;
  std::optional<std::int64_t> owned_by;
  std::int64_t at;
  std::optional<std::int64_t> token, account;
  std::int64_t status;
};

std::optional<RequestTable::Stored> RequestTable::find(const std::string& uid) {
  std::optional<Stored> stored;
  find_.with(uid).each([&](const Row& row) {
    stored = Stored{.id = row.i64(0),
                    .rank = std::string(row.text(1)),
                    .owned_by = row.maybe_i64(2),
                    .at = row.i64(4),
                    .token = row.maybe_i64(5),
                    .account = row.maybe_i64(6),
                    .status = row.i64(7)};
    // Rows of version 1 have no rank: their sum is the one thing that is known.
    if (stored->rank.empty()) stored->rank = rank_of_sum(row.i64(3));
  });
  return stored;
}

// Does the report change a column that an index has?
bool RequestTable::moves(const Waiting& waiting, const Stored& stored, bool ranks_first) {
  const auto& r = waiting.request;
  const auto names_another = [&](NameKind kind, const std::string& name,
                                 std::optional<std::int64_t> known) {
    if (name.empty() || (known && !ranks_first)) return false;
    return known != names_.id(kind, name);
  };
  return r.requested_at.v < stored.at ||
         (ranks_first && static_cast<std::int64_t>(r.status) != stored.status) ||
         names_another(NameKind::token, r.token_id, stored.token) ||
         names_another(NameKind::account, r.account_id, stored.account);
}

Statement& RequestTable::merger(bool ranks_first, bool moves) {
  auto& statement = mergers_[(ranks_first ? 2 : 0) + (moves ? 1 : 0)];
  if (!statement) statement.emplace(db_, merge_sql(ranks_first, moves));
  return *statement;
}

// False: there is no row of this call.
bool RequestTable::merge(const Waiting& waiting) {
  const auto stored = find(waiting.request.id);
  if (!stored) return false;
  const auto& rank = waiting.rank.bytes;
  if (rank != stored->rank) {
    const bool ranks_first = rank > stored->rank;
    auto& statement = merger(ranks_first, moves(waiting, *stored, ranks_first));
    statement.reset();
    statement.bind(1, stored->id);
    bind_values(statement, waiting.request);
    if (ranks_first) statement.bind(28, Blob{rank});
    statement.run();
    if (ranks_first) remember(waiting, stored->id);
  }
  if (waiting.owner) claim(stored->id, stored->owned_by, *waiting.owner);
  return true;
}

// The end of a run says of each of its calls that its cost is in the total of the run. True: that
// was all there was to write, the row is still as it was written here.
bool RequestTable::fit(const Waiting& waiting) {
  const auto found = written_.find(waiting.request.id);
  if (found == written_.end()) return false;
  auto& written = found->second;
  const bool says_no_more = waiting.request.cost_source == model::CostSource::contained &&
                            waiting.rank.besides_cost_source == written.rank.besides_cost_source &&
                            waiting.rank.bytes > written.rank.bytes &&
                            waiting.owner == written.owner;
  if (!says_no_more) return false;
  const auto source = static_cast<std::int64_t>(waiting.request.cost_source);
  fit_.with(written.id, source, Blob{waiting.rank.bytes}, Blob{written.rank.bytes}, written.owner);
  if (fit_.run() == 0) return false;
  written.rank = waiting.rank;
  return true;
}

void RequestTable::remember(const Waiting& waiting, std::int64_t id) {
  if (written_.size() == kRemembered) written_.clear();
  written_.insert_or_assign(waiting.request.id, Written{id, waiting.rank, waiting.owner});
}

void RequestTable::write(const Waiting& waiting, std::int64_t& next_id) {
  if (fit(waiting)) return;
  if (written_.contains(waiting.request.id) && merge(waiting)) return;
  if (insert(waiting, next_id))
    remember(waiting, next_id++);
  else
    merge(waiting);
}

void RequestTable::write_back(std::int64_t& next_id) {
  for (const auto& waiting : waiting_) write(waiting, next_id);
  places_.clear();
  waiting_.clear();
}

void RequestTable::apply(const model::Request& r, std::optional<std::int64_t> owner,
                         std::int64_t& next_id) {
  auto rank = request_rank(r);
  const auto found = places_.find(r.id);
  if (found == places_.end()) {
    places_.emplace(r.id, waiting_.size());
    waiting_.push_back({r, std::move(rank), owner});
    return;
  }
  auto& waiting = waiting_[found->second];
  if (waiting.owner != owner) {
    write_back(next_id);
    return apply(r, owner, next_id);
  }
  if (rank.bytes == waiting.rank.bytes) return;
  if (rank.bytes < waiting.rank.bytes) return join_reports(waiting.request, r);
  model::Request first = r;
  join_reports(first, waiting.request);
  waiting.request = std::move(first);
  waiting.rank = std::move(rank);
}

bool RequestTable::apply(const model::Content& c, bool keep_by_default, std::int64_t& next_id) {
  if (places_.contains(c.request)) write_back(next_id);
  const auto row = find_content_.with(c.request).step();
  const auto id = row ? row->i64(0) : 0;
  const auto setting = row ? row->maybe_i64(1) : std::nullopt;
  find_content_.reset();
  if (id == 0 || !(setting ? *setting != 0 : keep_by_default)) return false;
  unpack_content_.with(id).run();
  content_
      .with(id, c.at.v, maybe(c.system_prompt), maybe(c.messages), maybe(c.prompt),
            maybe(c.completion))
      .run();
  return true;
}

}  // namespace trace::store
