#include "store/request_rows.h"

#include "store/payload.h"

#include <string>

namespace trace::store {
namespace {

constexpr const char* kColumns =
    "SELECT uid, at, responded_at, duration_ms, ttft_ms, token, account, user, mode, model, "
    "provider, stream, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, "
    "output_tokens, reasoning_tokens, cost_nusd, cost_source, status, status_code, error_message, "
    "request_bytes, response_bytes, conversation_id, metadata FROM requests ";

std::string contents(Database& db) {
  return "SELECT r.uid, c.at, c.system_prompt, c.messages, c.prompt, c.completion FROM requests r "
         "JOIN " +
         contents_table(db) + " c ON c.request = r.id ";
}

model::Tokens tokens_of(const Row& row) {
  return {row.maybe_i64(12), row.maybe_i64(13), row.maybe_i64(14),
          row.maybe_i64(15), row.maybe_i64(16), row.maybe_i64(17)};
}

void fill_content(const Row& row, model::Content& out) {
  out.request = row.text(0);
  out.at = {row.i64(1)};
  out.system_prompt = row.text(2);
  out.messages = row.text(3);
  out.prompt = row.text(4);
  out.completion = row.text(5);
}

Statement& bound(Statement& of_trace, Statement& loose, const std::optional<std::int64_t>& trace) {
  if (trace) return of_trace.with(*trace);
  loose.reset();
  return loose;
}

}  // namespace

RequestRows::RequestRows(Database& db, Dictionary& names)
    : db_(db),
      names_(names),
      of_trace_(db, std::string(kColumns) + "WHERE trace = ?1 ORDER BY at, uid"),
      loose_(db, std::string(kColumns) + "WHERE trace IS NULL ORDER BY at, uid"),
      content_of_trace_(db, contents(db) + "WHERE r.trace = ?1 ORDER BY r.at, r.uid"),
      content_loose_(db, contents(db) + "WHERE r.trace IS NULL ORDER BY r.at, r.uid") {}

void RequestRows::fill(const Row& row, model::Request& out) {
  out.id = row.text(0);
  out.requested_at = {row.i64(1)};
  out.responded_at.reset();
  if (const auto at = row.maybe_i64(2)) out.responded_at = base::UnixMicros{*at};
  out.duration_ms = row.maybe_i64(3);
  out.ttft_ms = row.maybe_i64(4);
  out.token_id = names_.of(row.maybe_i64(5));
  out.account_id = names_.of(row.maybe_i64(6));
  out.user = names_.of(row.maybe_i64(7));
  out.mode = names_.of(row.maybe_i64(8));
  out.model = names_.of(row.i64(9));
  out.provider = names_.of(row.maybe_i64(10));
  out.stream.reset();
  if (const auto stream = row.maybe_i64(11)) out.stream = *stream != 0;
  out.tokens = tokens_of(row);
  out.cost_nusd = row.maybe_i64(18);
  out.cost_source = static_cast<model::CostSource>(row.i64(19));
  out.status = static_cast<model::RequestStatus>(row.i64(20));
  out.status_code = row.maybe_i64(21);
  out.error_message = row.text(22);
  out.request_bytes = row.maybe_i64(23);
  out.response_bytes = row.maybe_i64(24);
  out.conversation_id = row.text(25);
  out.metadata = row.text(26);
}

void RequestRows::each(std::optional<std::int64_t> trace, std::string_view uid,
                       const std::function<void(const model::Request&)>& f) {
  model::Request request;
  request.trace = uid;
  bound(of_trace_, loose_, trace).each([&](const Row& row) {
    fill(row, request);
    f(request);
  });
}

void RequestRows::one(std::int64_t id, std::string_view uid,
                      const std::function<void(const model::Request&)>& f) {
  if (!one_) one_.emplace(db_, std::string(kColumns) + "WHERE id = ?1");
  model::Request request;
  request.trace = uid;
  one_->with(id).each([&](const Row& row) {
    fill(row, request);
    f(request);
  });
}

void RequestRows::each_content(std::optional<std::int64_t> trace,
                               const std::function<void(const model::Content&)>& f) {
  model::Content content;
  bound(content_of_trace_, content_loose_, trace).each([&](const Row& row) {
    fill_content(row, content);
    f(content);
  });
}

void RequestRows::one_content(std::int64_t id,
                              const std::function<void(const model::Content&)>& f) {
  if (!one_content_) one_content_.emplace(db_, contents(db_) + "WHERE r.id = ?1");
  model::Content content;
  one_content_->with(id).each([&](const Row& row) {
    fill_content(row, content);
    f(content);
  });
}

}  // namespace trace::store
