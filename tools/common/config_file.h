// Read a config file: the part of TOML that options need. Sections named after tools, `key = value`
// with strings, numbers, booleans and arrays of strings, comments. No nesting, dates or dotted
// keys. Not for what keys mean (resolve.h). Plain values: safe on any thread.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace trace::cli {

struct ConfigEntry {
  std::string section;
  std::string key;
  std::vector<std::string> values;  // more or less than one only for an array
  int line = 0;
};

// Read the text of a config file. configuration names the line.
base::Result<std::vector<ConfigEntry>> parse_config(std::string_view text);

// Read a config file of at most 1 MiB. Throws Failure not_found, permission, io or configuration.
std::string read_config_text(const std::string& path);

}  // namespace trace::cli
