// One scan of one text: what the rules share while they walk over it. A Scan belongs to one thread;
// the RuleSet that it reads is immutable and shared.
#pragma once

#include "sanitize/field_paths.h"
#include "sanitize/key_class.h"
#include "sanitize/key_site.h"
#include "sanitize/pattern_rules.h"
#include "sanitize/sanitizer.h"
#include "sanitize/span.h"
#include "sanitize/stems.h"
#include "sanitize/text_masks.h"
#include "sanitize/token_table.h"
#include "sanitize/walks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace trace::sanitize {

// Everything that was decided at compile time. Rule numbers: token rules, code rules, pattern
// rules.
struct RuleSet {
  std::vector<RuleInfo> info;
  std::vector<std::string> allowed_values;
  KeyNames names;
  FieldPaths paths;
  StemTable stems;
  TokenTable tokens;
  PatternRules patterns;
  std::size_t first_code = 0;
  std::size_t first_pattern = 0;
  bool decode = true;         // look through encodings
  bool has_patterns = false;  // a regular expression is switched on

  RuleId id(CodeRule rule) const {
    return static_cast<RuleId>(first_code + static_cast<std::size_t>(rule));
  }
  bool enabled(RuleId rule) const { return info[rule].enabled; }
};

// How far a text was walked to tell the strings of its JSON from the rest.
struct BareJson {
  std::size_t until = 0;
  bool in_string = false;
  int brackets = 0;
};

struct Scan {
  std::string_view text;
  const RuleSet& rules;
  SpanList& spans;
  int depth = 0;                  // how many encodings we are inside
  std::size_t cookies_until = 0;  // cookies before this place are masked
  BareJson bare_json{};
  signed char json = -1;          // 1: an unescaped double quote always ends a string; -1: ask
  std::size_t skip_until = 0;     // places before this one are already inside a secret
  std::size_t names_until = 0;    // names before this place stand in the value of another one
  Walks walks{};                  // what was walked already
  KeyWalk keys{};                 // the objects around the last field
  std::size_t events_until = 0;   // quoted events before this place were looked at
  std::size_t decoded_until = 0;  // places before this one were already looked through
  std::size_t open_name = std::string_view::npos;  // a name near the end that has no value yet

  std::size_t last_name = std::string_view::npos;  // the last name that announces a secret
  bool open = false;                               // a secret goes on after the end of the text
  // Tell whether the text is, or holds, a JSON object or array of strings.
  bool is_json();
  // Note that the name at `at` may get its value from the next line.
  void note_open_name(std::size_t at) {
    if (at + 256 < text.size() || depth > 0) return;
    open_name = std::min(open_name, at);
    last_name = at;
  }
  // Note that the command at `at` goes on in the next line.
  void note_open_command(std::size_t at) {
    if (at + 1024 > text.size() && depth == 0) open_name = std::min(open_name, at);
  }
  // Note a secret, unless its rule is off, its value allowed or it is empty.
  void add(Span span);
  void add(CodeRule rule, std::size_t begin, std::size_t end, Fill fill, std::size_t anchor);
};

// Take the value of an authorization or cookie key; false: it is no such key.
bool add_header(Scan& scan, KeyClass key, const KeySite& site, const Value& value);

// Find all secrets of the text; spans come unsorted. Recursion through encodings stops at depth 3.
void scan_text(Scan& scan);
// The same, with the masks of a text in which this one stands at `offset`.
void scan_part(Scan& scan, TextMasks& masks, std::size_t offset);

// The rules. Each looks at the place `at` where its stem or run begins.
void scan_key(Scan& scan, std::size_t at);  // key_rules.cpp
// Judge what is assigned to `name`, which may be spelt differently in the text.
void scan_site(Scan& scan, std::size_t at, const KeySite& site, std::string_view name);
void scan_bearer(Scan& scan, std::size_t at);       // key_rules.cpp
void scan_url(Scan& scan, std::size_t at);          // url_rules.cpp
void scan_url_param(Scan& scan, std::size_t at);    // url_rules.cpp
void scan_curl(Scan& scan, std::size_t at);         // url_rules.cpp
void scan_command(Scan& scan, std::size_t at);      // command_rules.cpp
void scan_sudo(Scan& scan, std::size_t at);         // command_rules.cpp
void scan_oracle(Scan& scan, std::size_t at);       // command_rules.cpp
void scan_sql(Scan& scan, std::size_t at);          // command_rules.cpp
void scan_object(Scan& scan, std::size_t at);       // object_rules.cpp
void scan_session(Scan& scan, std::size_t at);      // object_rules.cpp
void scan_cookie_line(Scan& scan, std::size_t at);  // object_rules.cpp
void scan_putty(Scan& scan, std::size_t at);        // object_rules.cpp
void scan_foreign(Scan& scan, std::size_t at);      // object_rules.cpp
void scan_key_block(Scan& scan, std::size_t at);    // key_block.cpp
// Tell whether a private key without its first line begins there, and note it.
bool scan_key_body(Scan& scan, std::size_t at);                   // key_block.cpp
void scan_events(Scan& scan, std::size_t at);                     // quoted_events.cpp
void scan_key_end(Scan& scan, std::size_t at);                    // key_block.cpp
void scan_hash(Scan& scan, std::size_t at);                       // vendor_shapes.cpp
bool scan_shape(Scan& scan, std::size_t begin, std::size_t end);  // vendor_shapes.cpp
void scan_run(Scan& scan, std::size_t begin);                     // run_rules.cpp
// `parts` are places after - and _ in the run, counted from its begin.
void scan_context(Scan& scan, std::size_t begin, std::size_t end,
                  std::span<const std::uint32_t> parts);           // context_rules.cpp
void scan_encoded(Scan& scan, std::size_t at, StemKind kind);      // decoded.cpp
void scan_base64(Scan& scan, std::size_t begin, std::size_t end);  // decoded.cpp
void scan_hex(Scan& scan, std::size_t begin, std::size_t end);     // decoded.cpp

}  // namespace trace::sanitize
