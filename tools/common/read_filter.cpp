#include "common/read_filter.h"

#include "common/time_range.h"
#include "store/expression.h"
#include "store/grep.h"
#include "store/resolve.h"

#include <filesystem>

namespace trace::cli {
namespace {

// `--cwd .` is the folder of this process, symbolic links resolved as a recorder sees it.
std::string folder(const std::string& typed) {
  std::error_code error;
  const auto path = std::filesystem::canonical(typed, error);
  return error ? typed : path.string();
}

std::pair<std::string, std::string> tag(const std::string& typed) {
  const std::size_t sign = typed.find('=');
  if (sign == std::string::npos || sign == 0)
    throw base::Failure(base::Errc::bad_usage, "bad value of --tag; accepted: KEY=VALUE");
  return {typed.substr(0, sign), typed.substr(sign + 1)};
}

void take_lists(const FilterOptions& from, store::Filter& to) {
  to.host = from.host;
  to.session = from.session;
  to.source = from.source;
  to.source_ref = from.source_ref;
  to.status = from.status;
  to.actor = from.actor;
  to.user = from.user;
  to.token = from.token;
  to.account = from.account;
  to.model = from.model;
  to.provider = from.provider;
  to.mode = from.mode;
  to.error_code = from.error_code;
}

}  // namespace

bool has_filter(const FilterOptions& o) {
  const auto any = [](const auto&... lists) { return (!lists.empty() || ...); };
  return any(o.cwd, o.host, o.parent, o.session, o.source, o.source_ref, o.status, o.actor, o.user,
             o.token, o.account, o.model, o.provider, o.mode, o.error_code, o.tags, o.since,
             o.until, o.grep, o.where) ||
         o.min_duration || o.min_tokens;
}

store::Filter read_filter(const FilterOptions& options, const std::string& zone,
                          const Environment& environment, base::UnixMicros now,
                          store::Database& db) {
  store::Filter filter;
  take_lists(options, filter);
  if (!options.cwd.empty()) filter.cwd = {folder(options.cwd)};
  if (!options.parent.empty()) {
    store::Archives archives(db, store::archive_folder(db));
    for (const auto& parent : options.parent)
      filter.parent.push_back(store::resolve_trace(db, archives, parent).id);
  }
  for (const auto& typed : options.tags) filter.tags.push_back(tag(typed));
  const auto times = read_times(options.since, options.until, zone, environment, now);
  filter.since = times.since;
  filter.until = times.until;
  filter.min_duration = options.min_duration;
  filter.min_tokens = options.min_tokens;
  filter.grep = options.grep;
  if (!options.grep.empty()) store::register_grep(db);
  filter.where = options.where;
  if (!options.where.empty()) store::check_expression(options.where).or_throw();
  return filter;
}

}  // namespace trace::cli
