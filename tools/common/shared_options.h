// Options that several tools have, declared once: same names, same words, same defaults.
// Plain values; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/command.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trace::cli {

enum class When : std::uint8_t { automatic, always, never };

// The store and where its settings come from. Use store_path() for the path to open.
struct StoreOptions {
  std::string db;
  std::string config;
};

struct MessageOptions {
  bool quiet = false;
  bool verbose = false;
  When color = When::automatic;
};

// Add --db and --config.
void declare_store(Command& command, StoreOptions& options);
// Add --config alone, for tools without a store.
void declare_config(Command& command, std::string& config);
// Add --tz.
void declare_zone(Command& command, std::string& zone);
// Add --since, --until; read_times() reads them.
OptionDoc& declare_since(Command& command, std::string& since);
OptionDoc& declare_until(Command& command, std::string& until);
// Add --key-file.
void declare_key_file(Command& command, std::string& key_file);
// Add --no-pager.
OptionDoc& declare_pager(Command& command, bool& no_pager);
// Add -q and -v.
void declare_messages(Command& command, MessageOptions& options);
// Add --color.
void declare_color(Command& command, When& color);
// Add --progress.
void declare_progress(Command& command, When& progress);

// Return the path of the store: what was given, else $XDG_STATE_HOME/trace/trace.db.
// Throws Failure configuration when there is no HOME to find it in.
std::string store_path(const StoreOptions& options, const Environment& environment);
// Return the path of the key file: what was given, else $XDG_STATE_HOME/trace/key. Throws likewise.
std::string key_path(const std::string& given, const Environment& environment);

}  // namespace trace::cli
