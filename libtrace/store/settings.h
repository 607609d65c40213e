// Settings kept in the store: which there are, what they accept, and their values. Not for options
// (tools) nor for what a setting does. A Settings is a plain value; the functions share the thread
// rule of the Database.
#pragma once

#include "base/result.h"
#include "ingest/switch.h"
#include "store/lock.h"
#include "store/sqlite.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trace::store {

enum class SettingKind : std::uint8_t { boolean, number, bytes, milliseconds, word, folder };

struct SettingDoc {
  std::string_view key;
  SettingKind kind = SettingKind::boolean;
  std::string_view built_in;  // the default; empty: no limit, or decided by the tool
  std::string_view brief;
  std::int64_t low = 0, high = 0;  // of a number
  std::string_view words = {};     // accepted words, separated by blanks
  // What may have a value of its own, separated by blanks: with `source` there is KEY.source.NAME.
  std::string_view families = {};
};

// Every setting, in the order in which they are listed.
std::span<const SettingDoc> setting_docs() noexcept;
// The setting of that name (for KEY.source.NAME that of KEY), or null.
const SettingDoc* find_setting(std::string_view key) noexcept;
// Read a value and spell it as it is stored. bad_usage says what is accepted, never what was given.
base::Result<std::string> read_setting(const SettingDoc& doc, std::string_view text);

class Settings {
 public:
  Settings() = default;
  // Read all that are set. Throws Failure.
  static Settings load(Database& db);
  // Take a value that read_setting() gave instead of the stored one; the store stays as it is.
  void replace(std::string_view key, std::string value) {
    values_.insert_or_assign(std::string(key), std::move(value));
  }
  // The stored value; nothing when it is not set.
  std::optional<std::string> get(std::string_view key) const;
  // The stored value, else the default.
  std::string value_of(const SettingDoc& doc) const;
  bool is_on(std::string_view key) const;
  // The stored value as a number; nothing when it is not set.
  std::optional<std::int64_t> number(std::string_view key) const;
  // The names in a family that have a value of their own, each with it. Views live as long as this.
  std::vector<std::pair<std::string_view, std::int64_t>> numbers_of(std::string_view key,
                                                                    std::string_view family) const;
  // The stored keys that name one of a family. Views live as long as this.
  std::vector<std::string_view> family_keys() const;
  // Those that decide whether a trace is recorded.
  ingest::SwitchSettings switches() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// Keep a value that read_setting() gave, or go back to the default, under the store's lock. Throws
// Failure.
void keep_setting(Database& db, StoreLock& lock, std::string_view key,
                  const std::optional<std::string>& value);

}  // namespace trace::store
