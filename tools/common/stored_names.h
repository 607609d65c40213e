// What a store itself can offer when the value of an option is completed: each a SELECT of one
// column, newest or first by name, short enough for a prompt. Not for answering questions. Static
// text: safe on any thread.
#pragma once

#include <string_view>

namespace trace::cli::stored {

inline constexpr std::string_view kTraces =
    "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50";
inline constexpr std::string_view kSessions =
    "SELECT DISTINCT session FROM (SELECT session FROM traces WHERE session IS NOT NULL "
    "ORDER BY at DESC LIMIT 200)";
// Kinds of dict: schema.sql.
inline constexpr std::string_view kEventTypes =
    "SELECT name FROM dict WHERE kind = 1 ORDER BY name";
inline constexpr std::string_view kModels = "SELECT name FROM dict WHERE kind = 2 ORDER BY name";
inline constexpr std::string_view kProviders = "SELECT name FROM dict WHERE kind = 3 ORDER BY name";
inline constexpr std::string_view kSources = "SELECT name FROM dict WHERE kind = 4 ORDER BY name";
inline constexpr std::string_view kActors = "SELECT name FROM dict WHERE kind = 5 ORDER BY name";
inline constexpr std::string_view kTokens = "SELECT name FROM dict WHERE kind = 7 ORDER BY name";
inline constexpr std::string_view kAccounts = "SELECT name FROM dict WHERE kind = 8 ORDER BY name";
inline constexpr std::string_view kUsers = "SELECT name FROM dict WHERE kind = 9 ORDER BY name";
inline constexpr std::string_view kModes = "SELECT name FROM dict WHERE kind = 10 ORDER BY name";
inline constexpr std::string_view kErrorCodes =
    "SELECT name FROM dict WHERE kind = 11 ORDER BY name";
inline constexpr std::string_view kHosts = "SELECT name FROM dict WHERE kind = 12 ORDER BY name";

}  // namespace trace::cli::stored
