// Setters of fields by their JSON values, for tables that say which key sets which field.
// A setter tells whether it could take the value: what it cannot take is kept as metadata.
// Pure functions: safe on any thread.
#pragma once

#include "dialects/scalars.h"
#include "json/document.h"
#include "json/writer.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace::dialects {

template <typename R>
struct Field {
  std::string_view key;
  bool (*set)(const json::Value& value, R& record);
};

// The text of a string, or a number as it is written.
inline std::string_view scalar_text(const json::Value& v) noexcept {
  return v.kind() == json::Kind::number ? v.raw() : v.str();
}

template <auto M, typename R>
bool set_text(const json::Value& v, R& record) {
  if (!v.is_string() && v.kind() != json::Kind::number) return false;
  record.*M = scalar_text(v);
  return true;
}

// JSON as it stands.
template <auto M, typename R>
bool set_json(const json::Value& v, R& record) {
  record.*M = v.raw();
  return true;
}

// JSON within a string, as databases keep it.
template <auto M, typename R>
bool set_json_text(const json::Value& v, R& record) {
  record.*M = v.is_string() ? v.str() : v.raw();
  return true;
}

template <auto M, typename R>
bool set_number(const json::Value& v, R& record) {
  const auto number = v.i64();
  if (number) record.*M = *number;
  return number.has_value();
}

template <auto M, typename R>
bool set_truth(const json::Value& v, R& record) {
  auto truth = v.boolean();
  if (const auto n = v.i64(); n && (*n == 0 || *n == 1)) truth = *n == 1;
  if (truth) record.*M = *truth;
  return truth.has_value();
}

template <auto M, typename R>
bool set_time(const json::Value& v, R& record) {
  const auto at = time_of(v);
  if (at) record.*M = *at;
  return at.has_value();
}

// What an old name says where the new one has not spoken.
template <auto M, auto Set, typename R>
bool set_if_missing(const json::Value& v, R& record) {
  return (record.*M).has_value() || Set(v, record);
}

// A key that is read elsewhere, or says nothing new.
template <typename R>
bool set_nothing(const json::Value&, R&) {
  return true;
}

// Append `,"key":value`.
inline void append_member(std::string& out, const json::Value& member) {
  out += ',';
  json::append_string(out, member.key());
  out += ':';
  out += member.raw();
}

// Set what the members of `object` say. Append those that no field takes to `unknown`, as JSON
// members, each with a comma before it. A null says nothing.
template <typename R>
void set_fields(const json::Value& object, std::span<const Field<R>> fields, R& record,
                std::string& unknown) {
  for (auto member = object.first(); member; member = member.next()) {
    const Field<R>* field = nullptr;
    for (const auto& candidate : fields)
      if (candidate.key == member.key()) field = &candidate;
    if (field != nullptr && (member.is_null() || field->set(member, record))) continue;
    append_member(unknown, member);
  }
}

}  // namespace trace::dialects
