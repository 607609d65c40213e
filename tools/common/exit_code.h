// The exit codes of all six tools: the one table that feeds the code, the man pages and the tests.
// 128+n (ended by signal n) is not listed: the system makes it. Plain values: safe on any thread.
#pragma once

#include "base/error.h"

#include <array>
#include <string_view>

namespace trace::cli {

enum class Exit : int {
  ok = 0,
  no = 1,
  usage = 2,
  rejected = 65,
  not_found = 66,
  sink_refused = 69,
  bug = 70,
  cannot_create = 73,
  io = 74,
  waiting = 75,
  permission = 77,
  configuration = 78,
};

struct ExitDoc {
  Exit code;
  std::string_view meaning;
};

inline constexpr std::array<ExitDoc, 12> kExits{{
    {Exit::ok, "Done. An empty result is done, too."},
    {Exit::no, "A question was asked and the answer is no."},
    {Exit::usage, "Wrong use: unknown option, bad value or bad time."},
    {Exit::rejected, "Some input was not understood; the rest was done."},
    {Exit::not_found, "No such store, trace or file."},
    {Exit::sink_refused, "A sink refused a batch."},
    {Exit::bug, "A bug in this tool."},
    {Exit::cannot_create, "An output file or folder could not be created."},
    {Exit::io, "Input or output failed, or records were lost."},
    {Exit::waiting, "Nothing is lost, but it waits: the store was locked, full or away."},
    {Exit::permission, "The system denied access."},
    {Exit::configuration, "The configuration is wrong."},
}};

// Return the number that the process ends with.
constexpr int exit_number(Exit code) noexcept { return static_cast<int>(code); }

// Map what went wrong to the code that the process ends with.
constexpr Exit exit_of(base::Errc code) noexcept {
  using base::Errc;
  switch (code) {
    case Errc::bad_input:
      return Exit::rejected;
    case Errc::bad_usage:
      return Exit::usage;
    case Errc::not_found:
      return Exit::not_found;
    case Errc::busy:
      return Exit::waiting;
    case Errc::schema_too_new:
    case Errc::configuration:
      return Exit::configuration;
    case Errc::full:
    case Errc::corrupt:
    case Errc::io:
    case Errc::interrupted:
      return Exit::io;
    case Errc::permission:
      return Exit::permission;
    case Errc::cannot_create:
      return Exit::cannot_create;
    case Errc::unavailable:
      return Exit::sink_refused;
    case Errc::internal:
      break;
  }
  return Exit::bug;
}

}  // namespace trace::cli
