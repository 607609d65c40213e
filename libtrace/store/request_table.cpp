#include "store/request_table.h"

namespace trace::store {
namespace {

std::optional<std::string_view> maybe(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::int64_t total(const model::Tokens& t) {
  return t.input.value_or(0) + t.cache_read.value_or(0) + t.cache_write.value_or(0) +
         t.output.value_or(0);
}

// ?1 is the row; ?2 … ?26 are bound by bind_values().
constexpr char kMerge[] =
    "UPDATE requests SET at = min(at, ?2), responded_at = coalesce(max(responded_at, ?3), ?3, "
    "responded_at), "
    "duration_ms = coalesce(?4, (coalesce(max(responded_at, ?3), ?3, responded_at) - min(at, ?2)) "
    "/ 1000), "
    "ttft_ms = coalesce(ttft_ms, ?5), token = coalesce(?6, token), account = coalesce(?7, "
    "account), user = coalesce(?8, user), "
    "mode = coalesce(?9, mode), model = coalesce(?10, model), provider = coalesce(?11, provider), "
    "stream = coalesce(?12, stream), "
    "input_tokens = coalesce(?13, input_tokens), cache_read_tokens = coalesce(?14, "
    "cache_read_tokens), "
    "cache_write_tokens = coalesce(?15, cache_write_tokens), cache_write_1h_tokens = coalesce(?16, "
    "cache_write_1h_tokens), "
    "output_tokens = coalesce(?17, output_tokens), reasoning_tokens = coalesce(?18, "
    "reasoning_tokens), "
    "cost_nusd = coalesce(?19, cost_nusd), cost_source = iif(?19 IS NULL AND ?20 = 0, cost_source, "
    "?20), status = ?21, "
    "status_code = coalesce(?22, status_code), error_message = coalesce(?23, error_message), "
    "request_bytes = coalesce(?24, request_bytes), "
    "response_bytes = coalesce(?25, response_bytes), conversation_id = coalesce(?26, "
    "conversation_id), "
    "metadata = coalesce(?27, metadata) WHERE id = ?1";

}  // namespace

RequestTable::RequestTable(Database& db, Names& names)
    : names_(names),
      find_(db,
            "SELECT r.id, coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + "
            "coalesce(r.cache_write_tokens, 0) + "
            "coalesce(r.output_tokens, 0), r.trace, t.at, t.uid FROM requests r LEFT JOIN traces t "
            "ON t.id = r.trace WHERE r.uid = ?1"),
      insert_(db,
              "INSERT INTO requests(id, at, responded_at, duration_ms, ttft_ms, token, account, "
              "user, mode, model, provider, "
              "stream, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, "
              "output_tokens, "
              "reasoning_tokens, cost_nusd, cost_source, status, status_code, error_message, "
              "request_bytes, response_bytes, "
              "conversation_id, metadata, uid, trace) VALUES (?1, ?2, ?3, coalesce(?4, (?3 - ?2) / "
              "1000), ?5, ?6, ?7, ?8, ?9, ?10, "
              "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
              "?27, ?28, ?29)"),
      merge_(db, kMerge),
      widen_(db,
             "UPDATE requests SET at = min(at, ?2), responded_at = coalesce(max(responded_at, ?3), "
             "?3, responded_at), "
             "duration_ms = coalesce(duration_ms, (responded_at - at) / 1000) WHERE id = ?1"),
      own_(db, "UPDATE requests SET trace = ?2 WHERE id = ?1"),
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
               "completion = coalesce(excluded.completion, completion)") {}

void RequestTable::bind_values(Statement& s, const model::Request& r) {
  const auto& t = r.tokens;
  s.bind(2, r.requested_at.v);
  if (r.responded_at)
    s.bind(3, r.responded_at->v);
  else
    s.bind(3, nullptr);
  s.bind(4, r.duration_ms);
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

void RequestTable::insert(const model::Request& r, const TraceState* owner, std::int64_t id) {
  insert_.reset();
  insert_.bind(1, id);
  bind_values(insert_, r);
  insert_.bind(28, r.id);
  if (owner != nullptr)
    insert_.bind(29, owner->id);
  else
    insert_.bind(29, nullptr);
  insert_.run();
}

void RequestTable::merge(const model::Request& r, const TraceState* owner, const Row& row) {
  const auto id = row.i64(0);
  const bool fuller = total(r.tokens) >= row.i64(1);
  const auto owned_by = row.maybe_i64(2);
  // The owner is the claiming trace with the smallest (start, id), in whatever order they come.
  const bool claims =
      owner != nullptr && (!owned_by || (*owned_by != owner->id && owner->at < row.i64(3)));
  find_.reset();
  auto& statement = fuller ? merge_ : widen_;
  statement.reset();
  statement.bind(1, id);
  if (fuller)
    bind_values(statement, r);
  else {
    statement.bind(2, r.requested_at.v);
    if (r.responded_at)
      statement.bind(3, r.responded_at->v);
    else
      statement.bind(3, nullptr);
  }
  statement.run();
  if (claims) own_.with(id, owner->id).run();
}

void RequestTable::apply(const model::Request& r, const TraceState* owner, std::int64_t& next_id) {
  const auto row = find_.with(r.id).step();
  if (row) return merge(r, owner, *row);
  find_.reset();
  insert(r, owner, next_id++);
}

bool RequestTable::apply(const model::Content& c, bool keep_by_default) {
  const auto row = find_content_.with(c.request).step();
  const auto id = row ? row->i64(0) : 0;
  const auto setting = row ? row->maybe_i64(1) : std::nullopt;
  find_content_.reset();
  if (id == 0 || !(setting ? *setting != 0 : keep_by_default)) return false;
  content_
      .with(id, c.at.v, maybe(c.system_prompt), maybe(c.messages), maybe(c.prompt),
            maybe(c.completion))
      .run();
  return true;
}

}  // namespace trace::store
