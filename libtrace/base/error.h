// What can go wrong, as a value (Error) or as an exception (Failure).
// Values for what input may do, exceptions for what the world may do: a malformed line is a Result,
// a full disk is a Failure. Messages are lower case, without a full stop, name the thing and never
// quote payload, which may be the secret. Plain values: safe on any thread.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace trace::base {

enum class Errc {
  bad_input,       // some input was not understood
  bad_usage,       // wrong option, value or time
  not_found,       // no such store, trace or file
  busy,            // locked by somebody else past the patience
  full,            // no space left
  corrupt,         // the store is damaged or not a store
  schema_too_new,  // written by a newer version of this tool
  io,              // the system refused to read or write
  permission,      // the system denied access
  cannot_create,   // a file or folder could not be made
  configuration,   // the configuration is wrong
  unavailable,     // a sink or the system clock data is away
  interrupted,     // ended by a signal or a deadline
  internal,        // a bug
};

struct Error {
  Errc code = Errc::internal;
  std::string message;
};

// The only exception class that the library throws.
class Failure : public std::runtime_error {
 public:
  Failure(Errc code, const std::string& message) : std::runtime_error(message), code_(code) {}
  explicit Failure(const Error& error) : Failure(error.code, error.message) {}
  Errc code() const noexcept { return code_; }

 private:
  Errc code_;
};

}  // namespace trace::base
