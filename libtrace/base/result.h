// A value or an Error, which cannot be dropped silently. Not for failures of the world (see
// Failure). A Result is as thread-safe as the value in it.
#pragma once

#include "base/error.h"

#include <optional>
#include <utility>
#include <variant>

namespace trace::base {

struct Ok {};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error)
      : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  explicit operator bool() const noexcept { return held_.index() == 0; }
  // REQUIRES for * and ->: the result holds a value.
  T& operator*() & { return std::get<0>(held_); }
  const T& operator*() const& { return std::get<0>(held_); }
  T&& operator*() && { return std::get<0>(std::move(held_)); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  // REQUIRES: the result holds an error.
  const Error& error() const& { return std::get<1>(held_); }
  // Return the value, or throw the error as a Failure.
  T or_throw() && {
    if (held_.index() == 1) throw Failure(std::get<1>(held_));
    return std::get<0>(std::move(held_));
  }

 private:
  std::variant<T, Error> held_;
};

using Status = Result<Ok>;

}  // namespace trace::base
