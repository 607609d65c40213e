#include "model/status.h"

#include <array>
#include <utility>

namespace trace::model {
namespace {

template <typename E>
using Name = std::pair<std::string_view, E>;

// The first spelling of a value is the one that is written.
constexpr auto kRun = std::to_array<Name<RunStatus>>({{"queued", RunStatus::queued},
                                                      {"running", RunStatus::running},
                                                      {"success", RunStatus::success},
                                                      {"error", RunStatus::error},
                                                      {"timeout", RunStatus::timeout},
                                                      {"canceled", RunStatus::canceled},
                                                      {"abandoned", RunStatus::abandoned},
                                                      {"pending", RunStatus::queued},
                                                      {"succeeded", RunStatus::success},
                                                      {"completed", RunStatus::success},
                                                      {"failed", RunStatus::error},
                                                      {"cancelled", RunStatus::canceled},
                                                      {"aborted", RunStatus::canceled}});
constexpr auto kRequest =
    std::to_array<Name<RequestStatus>>({{"success", RequestStatus::success},
                                        {"error", RequestStatus::error},
                                        {"quota_exceeded", RequestStatus::quota_exceeded},
                                        {"canceled", RequestStatus::canceled},
                                        {"ok", RequestStatus::success},
                                        {"failed", RequestStatus::error},
                                        {"cancelled", RequestStatus::canceled}});
constexpr auto kLevel = std::to_array<Name<Level>>({{"debug", Level::debug},
                                                    {"info", Level::info},
                                                    {"warn", Level::warn},
                                                    {"error", Level::error},
                                                    {"trace", Level::debug},
                                                    {"notice", Level::info},
                                                    {"warning", Level::warn},
                                                    {"fatal", Level::error},
                                                    {"critical", Level::error},
                                                    {"err", Level::error},
                                                    {"panic", Level::error},
                                                    {"INFO", Level::info},
                                                    {"DEBUG", Level::debug},
                                                    {"WARN", Level::warn},
                                                    {"WARNING", Level::warn},
                                                    {"ERROR", Level::error},
                                                    {"FATAL", Level::error},
                                                    {"CRITICAL", Level::error}});
constexpr auto kKeep = std::to_array<Name<Keep>>(
    {{"summary", Keep::summary}, {"events", Keep::events}, {"full", Keep::full}});

template <typename T, typename E>
std::string_view find_name(const T& table, E value) noexcept {
  for (const auto& [text, v] : table)
    if (v == value) return text;
  return "";
}

template <typename E, typename T>
std::optional<E> find_value(const T& table, std::string_view text) noexcept {
  for (const auto& [t, v] : table)
    if (t == text) return v;
  return std::nullopt;
}

}  // namespace

bool is_end(RunStatus status) noexcept {
  return status != RunStatus::queued && status != RunStatus::running;
}

bool may_follow(RunStatus from, RunStatus to) noexcept {
  if (from == RunStatus::queued) return to != RunStatus::queued;
  return from == RunStatus::running && is_end(to);
}

std::string_view name(RunStatus status) noexcept { return find_name(kRun, status); }
std::string_view name(RequestStatus status) noexcept { return find_name(kRequest, status); }
std::string_view name(Level level) noexcept { return find_name(kLevel, level); }
std::string_view name(Keep keep) noexcept { return find_name(kKeep, keep); }

std::optional<RunStatus> parse_run_status(std::string_view text) noexcept {
  return find_value<RunStatus>(kRun, text);
}
std::optional<RequestStatus> parse_request_status(std::string_view text) noexcept {
  return find_value<RequestStatus>(kRequest, text);
}
std::optional<Level> parse_level(std::string_view text) noexcept {
  return find_value<Level>(kLevel, text);
}
std::optional<Keep> parse_keep(std::string_view text) noexcept {
  return find_value<Keep>(kKeep, text);
}

}  // namespace trace::model
