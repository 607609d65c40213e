// Strings and JSON fragments made fit for a JSON line: control characters (C1 too), bidi marks and
// line separators leave as \uXXXX.
// Bytes that are not UTF-8 are kept without loss and without breaking any parser: the byte NN is
// written as the character U+10FENN (private use, two escapes), and the bytes of a real
// character U+10FE80–U+10FEFF are written the same way one by one, so reading back is unambiguous:
// each U+10FENN is the byte NN. Free functions without state: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::formats {

// Append `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

// Append a JSON value as it is, on one line, with what is unsafe inside its strings escaped.
// REQUIRES: `json` is one valid JSON value (bytes that are not UTF-8 may stand in its strings).
void append_json_fragment(std::string& out, std::string_view json);

// Undo the escape of bytes on decoded UTF-8 text: each U+10FENN becomes the byte NN.
std::string restore_bytes(std::string_view text);

}  // namespace trace::formats
