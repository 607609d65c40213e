// Fields that are secret only at one place of a JSON document: `login.pin`, `*.pin` (one object
// above), `**.pin` (any depth). Names compare as key names do; arrays do not count as steps.
// FieldPaths is immutable after add() calls: safe on any thread. A KeyWalk belongs to one scan.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sanitize {

class FieldPaths {
 public:
  // Tell whether a field is written as a path and not as a name alone.
  static bool is_path(std::string_view field);

  // Add a path. Return its last name; empty when it does not end with a name.
  std::string_view add(std::string_view path);
  bool empty() const { return paths_.empty(); }
  // Tell whether the keys from the outermost object on, the field itself the last, are such a path.
  bool match(std::span<const std::string> keys) const;

 private:
  std::vector<std::vector<std::string>> paths_;  // steps without case and separators, `*`, `**`
};

// Split a name such as `login.pin` at its dots, as the steps of a path.
std::vector<std::string> steps_of(std::string_view name);

// The keys of the objects around a place of a JSON text.
class KeyWalk {
 public:
  // Go on to `at`, which is not before the last place. False: `at` lies in a string.
  bool reach(std::string_view text, std::size_t at);
  std::vector<std::string> keys() const;

 private:
  struct Frame {
    bool object = false;
    std::string_view key;
  };
  std::size_t read_string(std::string_view text, std::size_t i);

  std::size_t at_ = 0;
  std::vector<Frame> frames_;
};

}  // namespace trace::sanitize
