#include "store/filter.h"

#include "base/error.h"
#include "store/expression.h"
#include "store/name_ids.h"
#include "store/payload.h"

#include <algorithm>
#include <string_view>

namespace trace::store {
namespace {

using Texts = std::vector<std::string>;

// Conditions joined by AND.
class Conditions {
 public:
  explicit Conditions(std::string_view first) : joint_(first) {}
  SqlText& next() {
    sql_.add(joint_);
    joint_ = " AND ";
    return sql_;
  }
  // Add to the condition that next() began.
  void append(const SqlText& more) { sql_.add(more); }
  const SqlText& sql() const { return sql_; }

 private:
  SqlText sql_;
  std::string_view joint_;
};

void text_is(Conditions& where, std::string_view column, const Texts& values) {
  if (!values.empty()) where.next().add(column).is_one_of(values);
}

void name_is(Conditions& where, std::string_view column, NameKind kind, const Texts& values,
             Database& db) {
  if (!values.empty()) where.next().add(column).is_one_of(name_ids(db, kind, values));
}

[[noreturn]] void refuse_status(const std::string& word, std::string_view accepted) {
  throw base::Failure(base::Errc::bad_usage,
                      "unknown status '" + word + "'; accepted: " + std::string(accepted));
}

std::vector<std::int64_t> run_states(const Texts& words) {
  std::vector<std::int64_t> states;
  for (const std::string& word : words) {
    const auto status = model::parse_run_status(word);
    if (!status)
      refuse_status(word, "queued, running, success, error, timeout, canceled, abandoned");
    states.push_back(static_cast<std::int64_t>(*status));
  }
  return states;
}

std::vector<std::int64_t> request_states(const Texts& words) {
  std::vector<std::int64_t> states;
  for (const std::string& word : words) {
    const auto status = model::parse_request_status(word);
    if (!status) refuse_status(word, "success, error, quota_exceeded, canceled");
    states.push_back(static_cast<std::int64_t>(*status));
  }
  return states;
}

void time_between(Conditions& where, Entity entity, const Filter& filter) {
  if (filter.since) where.next().add(time_of(entity)).add(" >= ").value(filter.since->v);
  if (filter.until) where.next().add(time_of(entity)).add(" < ").value(filter.until->v);
}

// `--tag K=V`: a member of the metadata, or of its member `tags`.
void tags_are(Conditions& where, const Filter& filter) {
  for (const auto& [key, value] : filter.tags) {
    where.next()
        .add("iif(json_valid(t.metadata), EXISTS (SELECT 1 FROM json_each(t.metadata) WHERE key = ")
        .value(key)
        .add(" AND value = ")
        .value(value)
        .add(") OR EXISTS (SELECT 1 FROM json_each(t.metadata, '$.tags') WHERE key = ")
        .value(key)
        .add(" AND value = ")
        .value(value)
        .add("), 0)");
  }
}

// What only the table traces knows.
void trace_columns(Conditions& where, const Filter& filter, Database& db) {
  name_is(where, "t.cwd", NameKind::cwd, filter.cwd, db);
  name_is(where, "t.host", NameKind::host, filter.host, db);
  text_is(where, "t.session", filter.session);
  name_is(where, "t.source", NameKind::source, filter.source, db);
  text_is(where, "t.source_ref", filter.source_ref);
  name_is(where, "t.actor", NameKind::actor, filter.actor, db);
  name_is(where, "t.error_code", NameKind::error_code, filter.error_code, db);
  text_is(where, "t.message_id", filter.message_id);
  text_is(where, "t.client_message_id", filter.client_message_id);
  text_is(where, "t.parent", filter.parent);
  tags_are(where, filter);
}

// What only the table requests knows.
void request_columns(Conditions& where, const Filter& filter, Database& db) {
  name_is(where, "r.user", NameKind::user, filter.user, db);
  name_is(where, "r.token", NameKind::token, filter.token, db);
  name_is(where, "r.account", NameKind::account, filter.account, db);
  name_is(where, "r.provider", NameKind::provider, filter.provider, db);
  text_is(where, "r.conversation_id", filter.conversation_id);
}

void trace_model(Conditions& where, const Filter& filter, Database& db) {
  if (filter.model.empty()) return;
  const auto models = name_ids(db, NameKind::model, filter.model);
  where.next()
      .add("(t.model")
      .is_one_of(models)
      .add(" OR EXISTS (SELECT 1 FROM requests r WHERE r.trace = t.id AND r.model")
      .is_one_of(models)
      .add("))");
}

void trace_grep(Conditions& where, const std::string& text, Database& db) {
  if (text.empty()) return;
  where.next()
      .add("(trace_grep(t.title, ")
      .value(text)
      .add(") OR trace_grep(t.error_message, ")
      .value(text)
      .add(") OR trace_grep(t.params, ")
      .value(text)
      .add(") OR trace_grep(t.result, ")
      .value(text)
      .add(
          ") OR EXISTS (SELECT 1 FROM events e WHERE e.trace = t.id AND e.seq IS NOT NULL AND "
          "trace_grep(")
      .add(payload_sql(db, "e."))
      .add(", ")
      .value(text)
      .add(")))");
}

void trace_conditions(Conditions& where, const Filter& filter, Database& db) {
  if (filter.roots_only && filter.parent.empty()) where.next().add("t.parent IS NULL");
  trace_columns(where, filter, db);
  name_is(where, "t.mode", NameKind::mode, filter.mode, db);
  if (!filter.status.empty()) where.next().add("t.status").is_one_of(run_states(filter.status));
  trace_model(where, filter, db);
  Conditions of_requests(" AND ");
  request_columns(of_requests, filter, db);
  if (!of_requests.sql().sql().empty()) {
    where.next()
        .add("EXISTS (SELECT 1 FROM requests r WHERE r.trace = t.id")
        .add(of_requests.sql())
        .add(")");
  }
  time_between(where, Entity::trace, filter);
  if (filter.min_duration) where.next().add("t.duration_ms >= ").value(filter.min_duration->v);
  if (filter.min_tokens) {
    where.next()
        .add(readable(*find_field(Entity::trace, "total_tokens")))
        .add(" >= ")
        .value(*filter.min_tokens);
  }
  trace_grep(where, filter.grep, db);
}

void request_grep(Conditions& where, Entity entity, const std::string& text, Database& db) {
  if (text.empty()) return;
  where.next().add("(trace_grep(r.error_message, ").value(text).add(")");
  if (entity == Entity::content) {
    SqlText more;
    for (const std::string_view column :
         {"c.system_prompt", "c.messages", "c.prompt", "c.completion"}) {
      more.add(" OR trace_grep(").add(column).add(", ").value(text).add(")");
    }
    where.append(more);
  } else {
    where.append(SqlText()
                     .add(" OR EXISTS (SELECT 1 FROM ")
                     .add(contents_table(db))
                     .add(" c WHERE c.request = r.id AND (trace_grep(c.prompt, ")
                     .value(text)
                     .add(") OR trace_grep(c.completion, ")
                     .value(text)
                     .add(")))"));
  }
  where.append(SqlText().add(")"));
}

void request_status(Conditions& where, const Texts& words) {
  if (words.empty()) return;
  const auto states = request_states(words);
  const bool is_bad = std::count(states.begin(), states.end(), 0) == 0;
  // Said once more in SQL, which cannot look into bound values, so that the index on what went
  // wrong serves.
  if (is_bad) where.next().add("r.status <> 0");
  where.next().add("r.status").is_one_of(states);
}

void request_conditions(Conditions& where, Entity entity, const Filter& filter, Database& db) {
  request_columns(where, filter, db);
  name_is(where, "r.mode", NameKind::mode, filter.mode, db);
  name_is(where, "r.model", NameKind::model, filter.model, db);
  request_status(where, filter.status);
  if (!filter.has_trace) where.next().add("r.trace IS NULL");
  Conditions of_trace(" AND ");
  trace_columns(of_trace, filter, db);
  if (!of_trace.sql().sql().empty()) {
    where.next()
        .add("EXISTS (SELECT 1 FROM traces t WHERE t.id = r.trace")
        .add(of_trace.sql())
        .add(")");
  }
  time_between(where, entity, filter);
  if (filter.min_duration) where.next().add("r.duration_ms >= ").value(filter.min_duration->v);
  if (filter.min_tokens) {
    where.next()
        .add(find_field(Entity::request, "total_tokens")->column)
        .add(" >= ")
        .value(*filter.min_tokens);
  }
  request_grep(where, entity, filter.grep, db);
}

}  // namespace

void append_where(SqlText& sql, Entity entity, const Filter& filter, Database& db) {
  Conditions where(" WHERE ");
  if (entity == Entity::trace) {
    trace_conditions(where, filter, db);
  } else {
    request_conditions(where, entity, filter, db);
  }
  if (!filter.where.empty()) {
    check_expression(filter.where).or_throw();
    where.next().add(where_condition(entity, filter.where));
  }
  sql.add(where.sql());
}

}  // namespace trace::store
