#include "store/settings.h"

#include <array>
#include <charconv>

namespace trace::store {
namespace {

constexpr base::DurationMs kPatience{2000};
constexpr std::int64_t kLarge = std::int64_t{1} << 53;
constexpr std::int64_t kCentury = 36'525;
constexpr std::int64_t kYearMs = 366LL * 86'400'000;

using enum SettingKind;

constexpr std::array kDocs{
    SettingDoc{"enabled", boolean, "true", "Record at all."},
    SettingDoc{"default_on", boolean, "true", "Record what does not say --trace."},
    SettingDoc{"admin_only", boolean, "false", "Only the owner of the store records."},
    SettingDoc{"env", word, "both", "Where to record, by TRACE_ENV.", 0, 0, "dev prod both"},
    SettingDoc{
        "retention_days", number, "", "How long traces are kept.", 1, kCentury, {}, "source token"},
    SettingDoc{"max_events", number, "", "Most events of a trace.", 1, kLarge, {}, "source"},
    SettingDoc{"max_traces", number, "", "Most traces that are kept.", 1, kLarge, {}, "source"},
    SettingDoc{"max_size", bytes, "", "Most bytes of the store.", 1 << 20, kLarge},
    SettingDoc{"idle_timeout_ms", milliseconds, "", "A silence that is noted.", 1, kYearMs},
    SettingDoc{"payload_max_length", bytes, "", "Larger payloads are cut.", 0, kLarge},
    SettingDoc{"batch_interval", milliseconds, "200", "A commit waits no longer.", 0, 3'600'000},
    SettingDoc{"execution_tracker.enabled", boolean, "true", "Record runs at all."},
    SettingDoc{"buffer_size", number, "10000", "Records that wait in memory.", 1, 10'000'000},
    SettingDoc{"spool_max_bytes", bytes, "1073741824", "Bytes that wait in a spool.", 0, kLarge},
    SettingDoc{"batch_size", number, "", "Rows of one commit.", 1, 100'000},
    SettingDoc{"conversations.enabled", boolean, "false", "Keep prompts and completions."},
    SettingDoc{"conversations.compress_after_days", number, "7", "Pack them after that.", 0,
               kCentury},
    SettingDoc{"stats.aggregation_enabled", boolean, "true", "Keep statistics rolled up."},
    SettingDoc{"archives", folder, "", "Where archived months are."},
};

base::Error usage(const SettingDoc& doc, const std::string& accepted) {
  return {base::Errc::bad_usage,
          "bad value for '" + std::string(doc.key) + "': expected " + accepted};
}

base::Result<std::string> read_boolean(const SettingDoc& doc, std::string_view text) {
  constexpr std::array<std::string_view, 8> kWords{"true",  "1", "yes", "on",
                                                   "false", "0", "no",  "off"};
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (kWords[i] == text) return std::string(i < kWords.size() / 2 ? "true" : "false");
  return usage(doc, "true or false");
}

base::Result<std::string> read_word(const SettingDoc& doc, std::string_view text) {
  std::string accepted;
  for (std::string_view rest = doc.words; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto one = rest.substr(0, end);
    if (one == text) return std::string(text);
    accepted += (accepted.empty() ? "" : ", ") + std::string(one);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return usage(doc, "one of " + accepted);
}

base::Result<std::string> read_folder(const SettingDoc& doc, std::string_view text) {
  if (!text.starts_with('/')) return usage(doc, "a folder, from / on");
  return std::string(text);
}

// What a unit stands for: milliseconds or bytes. 0: it is none.
std::int64_t factor_of(SettingKind kind, std::string_view unit) noexcept {
  struct Unit {
    SettingKind kind;
    std::string_view name;
    std::int64_t factor;
  };
  constexpr std::array kUnits{Unit{milliseconds, "ms", 1},     Unit{milliseconds, "s", 1000},
                              Unit{milliseconds, "m", 60'000}, Unit{milliseconds, "h", 3'600'000},
                              Unit{bytes, "K", 1 << 10},       Unit{bytes, "KiB", 1 << 10},
                              Unit{bytes, "M", 1 << 20},       Unit{bytes, "MiB", 1 << 20},
                              Unit{bytes, "KB", 1000},         Unit{bytes, "MB", 1'000'000}};
  if (unit.empty()) return 1;
  for (const Unit& each : kUnits)
    if (each.kind == kind && each.name == unit) return each.factor;
  return 0;
}

base::Result<std::string> read_number(const SettingDoc& doc, std::string_view text) {
  const std::string range = std::to_string(doc.low) + " to " + std::to_string(doc.high) +
                            (doc.kind == milliseconds ? " milliseconds"
                             : doc.kind == bytes      ? " bytes"
                                                      : "");
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const std::int64_t factor = error == std::errc{} ? factor_of(doc.kind, unit) : 0;
  if (factor == 0 || value > doc.high / factor || value * factor < doc.low)
    return usage(doc, "a number from " + range);
  return std::to_string(value * factor);
}

// KEY.FAMILY.NAME
bool names_one_of(std::string_view key, const SettingDoc& doc) noexcept {
  if (!key.starts_with(doc.key)) return false;
  key.remove_prefix(doc.key.size());
  for (std::string_view rest = doc.families; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto family = rest.substr(0, end);
    if (key.size() > family.size() + 2 && key[0] == '.' && key.substr(1).starts_with(family) &&
        key[family.size() + 1] == '.')
      return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, value).ptr != end || text.empty()) return std::nullopt;
  return value;
}

}  // namespace

std::span<const SettingDoc> setting_docs() noexcept { return kDocs; }

const SettingDoc* find_setting(std::string_view key) noexcept {
  for (const SettingDoc& doc : kDocs)
    if (doc.key == key || names_one_of(key, doc)) return &doc;
  return nullptr;
}

base::Result<std::string> read_setting(const SettingDoc& doc, std::string_view text) {
  if (doc.kind == boolean) return read_boolean(doc, text);
  if (doc.kind == word) return read_word(doc, text);
  if (doc.kind == folder) return read_folder(doc, text);
  return read_number(doc, text);
}

Settings Settings::load(Database& db) {
  Settings settings;
  Statement all(db, "SELECT k, v FROM settings");
  all.each([&](const Row& row) {
    settings.values_.insert_or_assign(std::string(row.text(0)), std::string(row.text(1)));
  });
  return settings;
}

std::optional<std::string> Settings::get(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string Settings::value_of(const SettingDoc& doc) const {
  return get(doc.key).value_or(std::string(doc.built_in));
}

bool Settings::is_on(std::string_view key) const {
  const SettingDoc* doc = find_setting(key);
  return doc != nullptr && value_of(*doc) == "true";
}

std::optional<std::int64_t> Settings::number(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::nullopt : whole_number(found->second);
}

std::vector<std::pair<std::string_view, std::int64_t>> Settings::numbers_of(
    std::string_view key, std::string_view family) const {
  const std::string prefix = std::string(key) + "." + std::string(family) + ".";
  std::vector<std::pair<std::string_view, std::int64_t>> found;
  for (const auto& [name, value] : values_) {
    const auto number = whole_number(value);
    if (name.starts_with(prefix) && number)
      found.emplace_back(std::string_view(name).substr(prefix.size()), *number);
  }
  return found;
}

std::vector<std::string_view> Settings::family_keys() const {
  std::vector<std::string_view> keys;
  for (const auto& [name, value] : values_)
    for (const SettingDoc& doc : kDocs)
      if (names_one_of(name, doc)) keys.emplace_back(name);
  return keys;
}

ingest::SwitchSettings Settings::switches() const {
  ingest::SwitchSettings out;
  out.enabled = is_on("enabled");
  out.tracker_enabled = is_on("execution_tracker.enabled");
  out.default_on = is_on("default_on");
  out.admin_only = is_on("admin_only");
  const auto env = get("env");
  if (env == "dev") out.env = ingest::StageSetting::dev;
  if (env == "prod") out.env = ingest::StageSetting::prod;
  return out;
}

void keep_setting(Database& db, StoreLock& lock, std::string_view key,
                  const std::optional<std::string>& value) {
  const StoreLock::Guard guard(lock, kPatience);
  Transaction transaction(db);
  if (value) {
    Statement keep(db,
                   "INSERT INTO settings(k, v) VALUES (?1, ?2) ON CONFLICT(k) DO UPDATE SET v = "
                   "excluded.v");
    keep.with(key, *value).run();
  } else {
    Statement(db, "DELETE FROM settings WHERE k = ?1").with(key).run();
  }
  transaction.commit();
}

}  // namespace trace::store
