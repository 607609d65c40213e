// The typed ends of options: how text gets into a bool, a number, a word of an enum, a list, and
// how the value is shown again. Used by command.h only. Errors say what is accepted, never what was
// given. Pure functions over the bound variable; not shared between threads.
#pragma once

#include "base/time.h"
#include "common/option_doc.h"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace trace::cli {

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

// Read one value of a plain type under the rules of `doc` (kind, range, choices).
base::Result<bool> read_value(const OptionDoc& doc, std::string_view text, const bool*);
base::Result<std::int64_t> read_value(const OptionDoc& doc, std::string_view text,
                                      const std::int64_t*);
base::Result<double> read_value(const OptionDoc& doc, std::string_view text, const double*);
base::Result<base::DurationMs> read_value(const OptionDoc& doc, std::string_view text,
                                          const base::DurationMs*);
base::Result<std::string> read_value(const OptionDoc& doc, std::string_view text,
                                     const std::string*);

// Find the word among the choices of `doc`. bad_usage lists what is accepted.
base::Result<int> read_choice(const OptionDoc& doc, std::string_view text);

template <typename E>
requires std::is_enum_v<E> base::Result<E> read_value(const OptionDoc& doc, std::string_view text,
                                                      const E*) {
  auto value = read_choice(doc, text);
  if (!value) return value.error();
  return static_cast<E>(*value);
}

// Show one value so that reading it gives the same.
std::string show_value(const OptionDoc& doc, bool value);
std::string show_value(const OptionDoc& doc, std::int64_t value);
std::string show_value(const OptionDoc& doc, double value);
std::string show_value(const OptionDoc& doc, base::DurationMs value);
std::string show_value(const OptionDoc& doc, const std::string& value);
std::string show_choice(const OptionDoc& doc, int value);

template <typename E>
requires std::is_enum_v<E> std::string show_value(const OptionDoc& doc, E value) {
  return show_choice(doc, static_cast<int>(value));
}

template <typename T>
base::Status set_bound(void* target, const OptionDoc& doc, std::string_view text) {
  auto& variable = *static_cast<T*>(target);
  if constexpr (IsVector<T>::value) {
    auto value = read_value(doc, text, static_cast<const typename T::value_type*>(nullptr));
    if (!value) return value.error();
    variable.push_back(std::move(*value));
  } else if constexpr (IsOptional<T>::value) {
    auto value = read_value(doc, text, static_cast<const typename T::value_type*>(nullptr));
    if (!value) return value.error();
    variable = std::move(*value);
  } else {
    auto value = read_value(doc, text, static_cast<const T*>(nullptr));
    if (!value) return value.error();
    variable = std::move(*value);
  }
  return base::Ok{};
}

template <typename T>
std::string show_bound(const void* target, const OptionDoc& doc) {
  const auto& variable = *static_cast<const T*>(target);
  if constexpr (IsVector<T>::value) {
    std::string out;
    for (const auto& value : variable) out += (out.empty() ? "" : ",") + show_value(doc, value);
    return out;
  } else if constexpr (IsOptional<T>::value) {
    return variable ? show_value(doc, *variable) : std::string();
  } else {
    return show_value(doc, variable);
  }
}

// Tie a variable, which must outlive the command, to an option.
template <typename T>
Binding bind_to(T& variable) {
  return {&variable, &set_bound<T>, &show_bound<T>};
}

}  // namespace trace::cli
