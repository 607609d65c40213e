#include "trace-query/show.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/terminal.h"
#include "formats/native_lines.h"
#include "formats/terminal_text.h"
#include "store/payload.h"
#include "store/request_rows.h"

#include <optional>
#include <unistd.h>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

struct Found {
  std::int64_t row = 0;
  std::optional<std::int64_t> trace;
  std::string trace_id;
};

std::optional<Found> find_here(Session& session, const std::string& id) {
  store::Statement find(session.db(),
                        "SELECT r.id, r.trace, t.uid FROM requests r LEFT JOIN traces t ON t.id = "
                        "r.trace WHERE r.uid = ?1");
  const auto row = find.with(id).step();
  if (!row) return std::nullopt;
  return Found{row->i64(0), row->maybe_i64(1), std::string(row->text(2))};
}

// In the store, else in its archives, the newest first.
Found find_request(Session& session, const std::string& id) {
  auto found = find_here(session, id);
  auto& archives = session.archives();
  for (std::size_t i = 0; !found && i < archives.size(); ++i) {
    if (archives.open(i) == nullptr) continue;
    session.use(i);
    found = find_here(session, id);
  }
  if (!found) throw Failure(Errc::not_found, "there is no model call '" + id + "' in this store");
  return *found;
}

model::Content content_of(Session& session, const std::string& id, std::int64_t row_id) {
  store::Statement find(session.db(),
                        "SELECT at, system_prompt, messages, prompt, completion FROM " +
                            store::contents_table(session.db()) + " WHERE request = ?1");
  const auto row = find.with(row_id).step();
  if (!row)
    throw Failure(Errc::not_found, "no content of the model call '" + id +
                                       "' was kept (see trace-record --content)");
  return {id,
          {row->i64(0)},
          std::string(row->text(1)),
          std::string(row->text(2)),
          std::string(row->text(3)),
          std::string(row->text(4))};
}

// As it was recorded; a terminal gets what it cannot be driven with.
void print_part(Session& session, const model::Content& content) {
  const bool is_prompt = *session.options().show.part == ContentPart::prompt;
  const std::string& text = is_prompt ? content.prompt : content.completion;
  if (cli::is_terminal(STDOUT_FILENO)) {
    session.out().write(formats::terminal_text(text, formats::Lines::keep) + "\n");
  } else {
    session.out().write(text);
  }
}

}  // namespace

int print_request(Session& session) {
  const std::string& id = session.options().show.request;
  const Found found = find_request(session, id);
  if (session.options().show.part) {
    print_part(session, content_of(session, id, found.row));
    return cli::exit_number(cli::Exit::ok);
  }
  const bool is_array = session.format() == formats::Format::json;
  formats::NativeLines lines(session.out(), is_array ? formats::NativeLines::Shape::array
                                                     : formats::NativeLines::Shape::lines);
  store::RequestRows requests(session.db(), session.names());
  requests.each(found.trace, found.trace_id, [&](const model::Request& request) {
    if (request.id == id) lines.request(request);
  });
  store::Statement has(session.db(), "SELECT 1 FROM contents WHERE request = ?1");
  if (has.with(found.row).step()) lines.content(content_of(session, id, found.row));
  lines.end();
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
