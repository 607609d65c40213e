// Values that stand apart from their names: in another attribute, in the next line, in the part of
// a form, indented below. Pure functions: safe on any thread.
#pragma once

#include "sanitize/key_site.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace trace::sanitize {

// `name="password" value="v"`, `<entry key="password">v<`, `form-data; name="password"` and v after
// an empty line. `after`: the place after the quote that closes the name.
std::optional<KeySite> read_attribute(std::string_view text, KeySite site, std::size_t after);

// `- name: PASSWORD` and `value: v` in the next line of YAML.
std::optional<KeySite> read_item(std::string_view text, KeySite site);

// `<ns:Password Type="x">v</ns:Password>`
std::optional<KeySite> read_element(std::string_view text, KeySite site);

// `password: |` and the value indented in the next lines. The site's value begins with `|` or `>`.
std::optional<Value> read_block_scalar(std::string_view text, const KeySite& site);

// `name: String = v`: the place of `=` after the type that begins at `i`; `i` when there is none.
std::size_t skip_annotation(std::string_view text, std::size_t i);

}  // namespace trace::sanitize
