#include "store/token_settings.h"

#include "store/names.h"

namespace trace::store {

void each_token(Database& db, const std::function<void(const TokenSetting&)>& f) {
  Statement all(db,
                "SELECT d.name, s.name, s.content, count(r.id), "
                "total(coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + "
                "coalesce(r.cache_write_tokens, 0) + coalesce(r.output_tokens, 0)) "
                "FROM dict d LEFT JOIN token_settings s ON s.token = d.id LEFT JOIN requests r ON "
                "r.token = d.id WHERE d.kind = 7 GROUP BY d.id ORDER BY d.name");
  all.each([&](const Row& row) {
    TokenSetting token;
    token.id = row.text(0);
    token.name = row.text(1);
    if (!row.is_null(2)) token.keep_content = row.i64(2) != 0;
    token.requests = row.i64(3);
    token.total_tokens = row.i64(4);
    f(token);
  });
}

void keep_token(Database& db, StoreLock& lock, std::string_view id, const TokenChange& change) {
  const StoreLock::Guard guard(lock, base::DurationMs{2000});
  Transaction transaction(db);
  Names names(db);
  std::optional<std::int64_t> content;
  if (change.keep_content) content = *change.keep_content ? 1 : 0;
  Statement keep(db,
                 "INSERT INTO token_settings(token, name, content) VALUES (?1, ?2, ?3) ON "
                 "CONFLICT(token) DO UPDATE SET name = coalesce(excluded.name, name), content = "
                 "coalesce(excluded.content, content)");
  keep.with(names.id(NameKind::token, id), change.name, content).run();
  transaction.commit();
}

}  // namespace trace::store
