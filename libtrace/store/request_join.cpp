#include "store/request_join.h"

#include <algorithm>
#include <optional>
#include <string>

namespace trace::store {
namespace {

void fill(std::string& text, const std::string& other) {
  if (text.empty()) text = other;
}
template <typename T>
void fill(std::optional<T>& value, const std::optional<T>& other) {
  if (!value) value = other;
}
template <typename T>
void keep_greater(std::optional<T>& value, const std::optional<T>& other) {
  if (other && (!value || *value < *other)) value = other;
}

// A duration that only says what the times say is worked out again from the joined ones.
void drop_derived_duration(model::Request& r) {
  if (r.responded_at && r.duration_ms == (r.responded_at->v - r.requested_at.v) / 1000)
    r.duration_ms.reset();
}

}  // namespace

void join_reports(model::Request& first, const model::Request& other) {
  model::Request second = other;
  drop_derived_duration(first);
  drop_derived_duration(second);
  keep_greater(first.duration_ms, second.duration_ms);
  first.requested_at = std::min(first.requested_at, second.requested_at);
  keep_greater(first.responded_at, second.responded_at);
  if (second.ttft_ms && (!first.ttft_ms || *second.ttft_ms < *first.ttft_ms))
    first.ttft_ms = second.ttft_ms;
  keep_greater(first.cost_nusd, second.cost_nusd);
  first.cost_source = std::max(first.cost_source, second.cost_source);
  for (const auto member : {&model::Request::token_id, &model::Request::account_id,
                            &model::Request::user, &model::Request::mode, &model::Request::model,
                            &model::Request::provider, &model::Request::conversation_id,
                            &model::Request::error_message, &model::Request::metadata})
    fill(first.*member, second.*member);
  for (const auto member :
       {&model::Tokens::input, &model::Tokens::cache_read, &model::Tokens::cache_write,
        &model::Tokens::cache_write_1h, &model::Tokens::output, &model::Tokens::reasoning})
    fill(first.tokens.*member, second.tokens.*member);
  for (const auto member : {&model::Request::status_code, &model::Request::request_bytes,
                            &model::Request::response_bytes})
    fill(first.*member, second.*member);
  fill(first.stream, second.stream);
}

}  // namespace trace::store
