# Print `file:line<TAB>SQL` for every string literal, or run of adjacent ones, that begins with a verb of SQL.
function flush(next_char) {
  if (text ~ /^ *(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH) / && next_char != "+" && !continues) {
    gsub(/\\"/, "\"", text); gsub(/\\n|[\n\t]/, " ", text)
    print place "\t" text
  }
  text = ""; held = 0; continues = next_char == "+"
}
FNR == 1 { if (held) flush(""); continues = 0; raw = "" }
/^[ \t]*#/ { next }
{
  line = $0
  while (line != "") {
    if (raw != "") {
      i = index(line, raw)
      if (!i) { text = text line " "; break }
      text = text substr(line, 1, i - 1); line = substr(line, i + length(raw)); raw = ""
    } else if (match(line, /^[ \t]+/)) line = substr(line, RLENGTH + 1)
    else if (substr(line, 1, 2) == "//") break
    else if (match(line, /^R"[A-Za-z]*\(/)) {
      if (!held) { held = 1; place = FILENAME ":" FNR }
      raw = ")" substr(line, 3, RLENGTH - 3) "\""; line = substr(line, RLENGTH + 1)
    } else if (match(line, /^"([^"\\]|\\.)*"/)) {
      if (!held) { held = 1; place = FILENAME ":" FNR }
      text = text substr(line, 2, RLENGTH - 2); line = substr(line, RLENGTH + 1)
    } else {
      if (held) flush(substr(line, 1, 1))
      else continues = substr(line, 1, 1) == "+"
      if (match(line, /^'([^'\\]|\\.)*'/)) line = substr(line, RLENGTH + 1)
      else line = substr(line, 2)
    }
  }
}
END { if (held) flush("") }
