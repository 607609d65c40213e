#include "trace-record/config_values.h"
#include "trace-record/rows_out.h"
#include "trace-record/verbs.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/nearest.h"

#include <array>
#include <unistd.h>
#include <vector>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

[[noreturn]] void refuse_key(std::string_view key, const std::vector<std::string_view>& known) {
  std::string message = "unknown key";
  const auto meant = cli::nearest_word(key, known);
  if (!meant.empty()) message += "; did you mean '" + std::string(meant) + "'?";
  throw Failure(Errc::bad_usage, message + " ('config list' shows all)");
}

int list(VerbContext& context) {
  const std::array<formats::Column, 4> columns{
      formats::Column{.key = "name", .priority = 0}, formats::Column{.key = "value"},
      formats::Column{.key = "origin"},
      formats::Column{.key = "where", .priority = 2, .omit_null = true}};
  RowsOut out(context, columns);
  for (const ConfigValue& value : config_values(context)) {
    std::array<formats::Cell, 4> cells;
    cells[0] = std::string_view(value.name);
    if (!value.value.empty()) cells[1] = std::string_view(value.value);
    cells[2] = cli::origin_name(value.origin);
    if (!value.where.empty()) cells[3] = std::string_view(value.where);
    out.row(cells);
  }
  out.finish();
  return cli::exit_number(cli::Exit::ok);
}

int get(VerbContext& context, std::string_view key) {
  const std::vector<ConfigValue> values = config_values(context);
  std::vector<std::string_view> known;
  for (const ConfigValue& value : values) {
    known.push_back(value.name);
    if (value.name != key && value.option != key) continue;
    base::write_all(STDOUT_FILENO, value.value + "\n", "standard output");
    return cli::exit_number(cli::Exit::ok);
  }
  refuse_key(key, known);
}

// Everything is checked before the store is touched, or made.
int set(VerbContext& context, std::string_view key, std::string_view text) {
  const store::SettingDoc* doc = store::find_setting(key);
  if (doc == nullptr) {
    std::vector<std::string_view> known;
    for (const store::SettingDoc& each : store::setting_docs()) known.push_back(each.key);
    refuse_key(key, known);
  }
  std::optional<std::string> value;
  if (text != "default") value = store::read_setting(*doc, text).or_throw();
  store::Database db = context.open_for_writing();
  store::StoreLock lock(context.path());
  store::keep_setting(db, lock, key, value);
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace

int configure(VerbContext& context) {
  const std::vector<std::string>& words = context.options().operands;
  if (words[0] == "list" && words.size() == 1) return list(context);
  if (words[0] == "get" && words.size() == 2) return get(context, words[1]);
  if (words[0] == "set" && words.size() == 3) return set(context, words[1], words[2]);
  throw Failure(Errc::bad_usage, "expected list, get KEY or set KEY VALUE");
}

}  // namespace trace::tools
