#include "trace-record/rows_out.h"
#include "trace-record/verbs.h"

#include "base/error.h"
#include "store/token_settings.h"

#include <array>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

int list(VerbContext& context) {
  const std::array<formats::Column, 5> columns{
      formats::Column{.key = "id", .priority = 0},
      formats::Column{.key = "name", .omit_null = true},
      formats::Column{.key = "content", .priority = 0, .omit_null = true},
      formats::Column{.key = "request_count", .title = "requests", .right_aligned = true},
      formats::Column{.key = "total_tokens", .title = "tokens", .right_aligned = true}};
  RowsOut out(context, columns);
  const auto print = [&](const store::TokenSetting& token) {
    std::array<formats::Cell, 5> cells;
    cells[0] = std::string_view(token.id);
    if (!token.name.empty()) cells[1] = std::string_view(token.name);
    if (token.keep_content) cells[2] = std::string_view(*token.keep_content ? "full" : "none");
    cells[3] = token.requests;
    cells[4] = token.total_tokens;
    out.row(cells);
  };
  if (store::Database* db = context.reader()) store::each_token(*db, print);
  out.finish();
  return cli::exit_number(cli::Exit::ok);
}

store::TokenChange change_of(const std::vector<std::string>& words) {
  store::TokenChange change;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.starts_with("name="))
      change.name = word.substr(5);
    else if (word == "content=full" || word == "content=none")
      change.keep_content = word == "content=full";
    else
      throw Failure(Errc::bad_usage, "expected name=NAME, content=none or content=full");
  }
  return change;
}

int set(VerbContext& context, const std::vector<std::string>& words) {
  const store::TokenChange change = change_of(words);
  if (words[1].empty()) throw Failure(Errc::bad_usage, "the id of a token cannot be empty");
  store::Database db = context.open_for_writing();
  store::StoreLock lock(context.path());
  store::keep_token(db, lock, words[1], change);
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace

int set_tokens(VerbContext& context) {
  const std::vector<std::string>& words = context.options().operands;
  if (words[0] == "list" && words.size() == 1) return list(context);
  if (words[0] == "set" && words.size() > 2) return set(context, words);
  throw Failure(Errc::bad_usage, "expected list, or set ID KEY=VALUE…");
}

}  // namespace trace::tools
