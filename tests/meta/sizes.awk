# Counts braces of clang-formatted C++ well enough to tell functions from types, namespaces and tables.
function bad(file, line, what) { print file ":" line ": " what; failed = 1 }

function end_of_file() {
  if (name != "" && lines > 400 && !table_file) bad(name, lines, "file of " lines " lines (400)")
}

FNR == 1 {
  end_of_file()
  name = FILENAME; depth = 0; text = ""; raw = ""; comment = 0; function_at = 0
  control = 0; table_file = 0; marked = 0; start = 0; continued = 0
}

{ lines = FNR }
/\/\/ data table: / { if (FNR <= 12) table_file = 1; marked = FNR }
!comment && raw == "" && (continued || /^[ \t]*#/) { continued = /\\$/; next }

# Parameters of the first argument list at angle depth 0.
function parameters(signature,    i, c, angle, round, n, seen) {
  sub(/operator\(\)/, "call", signature); gsub(/operator[<>=!+*\/-]+/, "op", signature); gsub(/->/, "", signature)
  angle = 0; round = 0; n = 0; seen = 0
  for (i = 1; i <= length(signature); i++) {
    c = substr(signature, i, 1)
    if (c == "<") angle++
    else if (c == ">" && angle > 0) angle--
    else if (c == "(") { if (!angle) round++ }
    else if (c == ")") { if (!angle && --round == 0) return seen ? n + 1 : 0 }
    else if (c == "," && !angle && round == 1) n++
    else if (round && c != " ") seen = 1
  }
  return 0
}

function kind(head) {
  if (head ~ /(^|[ ;])(namespace|class|struct|union|enum|extern)([ {]|$)/ && head !~ /\)[a-z ]*$/) return "type"
  if (head ~ /(^| )(if|for|while|switch|catch)( constexpr)? *\(/ || head ~ /(^| )(else|do|try)$/) return "control"
  if (head ~ /[=,({]$/ || head ~ /(^| )return$/) return "value"
  if (head ~ /\)( const| noexcept| override| final| mutable| &+| *-> *[A-Za-z_:<>, *&]+)*$/ || head ~ /\]$/) return "function"
  if (head ~ /\) *: .*[)}]$/ || head ~ /\) (requires|noexcept).*$/) return "function"
  return "value"
}

function open(   k) {
  gsub(/^ +| +$/, "", text)
  k = kind(text); depth++
  if (k == "function" && !function_at) {
    function_at = depth; function_line = start ? start : FNR; control = 0
    if (parameters(text) > 5) bad(FILENAME, function_line, "more than 5 parameters")
    exempt = marked && function_line - marked <= 1
  }
  kinds[depth] = k
  if (function_at && k == "control" && ++control == 4)
    bad(FILENAME, FNR, "nested deeper than 3")
  text = ""; start = 0
}

function close_brace() {
  if (function_at && kinds[depth] == "control") control--
  if (function_at == depth) {
    if (FNR - function_line + 1 > 50 && !exempt)
      bad(FILENAME, function_line, "function of " (FNR - function_line + 1) " lines (50)")
    function_at = 0
  }
  if (depth > 0) depth--
  # What follows `)` of an initialiser `a{1}` is still the same signature.
  text = (kinds[depth + 1] == "value" && !function_at) ? saved[depth + 1] " }" : ""
  start = (kinds[depth + 1] == "value" && !function_at) ? saved_start[depth + 1] : 0
}

{
  line = $0
  while (line != "") {
    if (raw != "") {
      i = index(line, raw)
      if (!i) break
      line = substr(line, i + length(raw)); raw = ""; text = text "s"; continue
    }
    if (comment) {
      i = index(line, "*/")
      if (!i) break
      line = substr(line, i + 2); comment = 0; continue
    }
    if (match(line, /^[^"'\/{};]+/)) {
      piece = substr(line, 1, RLENGTH)
      if (!start && piece ~ /[^ ]/) start = FNR
      line = substr(line, RLENGTH + 1)
      if (substr(line, 1, 1) == "\"" && piece ~ /R$/) {
        i = index(line, "(")
        raw = ")" substr(line, 2, i - 2) "\""
        line = substr(line, i + 1)
      } else if (substr(line, 1, 1) == "'" && piece ~ /[0-9a-fA-F]$/ && piece ~ /(^|[^A-Za-z0-9_])[0-9][0-9a-fA-FxX]*$/) {
        line = substr(line, 2)  # a digit separator
      }
      text = text piece
      continue
    }
    c = substr(line, 1, 1)
    if (substr(line, 1, 2) == "//") break
    if (substr(line, 1, 2) == "/*") { comment = 1; line = substr(line, 3); continue }
    if (c == "\"" && match(line, /^"([^"\\]|\\.)*"/)) { text = text "s"; line = substr(line, RLENGTH + 1); continue }
    if (c == "'" && match(line, /^'([^'\\]|\\[^']+|\\')'/)) { text = text "c"; line = substr(line, RLENGTH + 1); continue }
    if (c == "{") { saved[depth + 1] = text; saved_start[depth + 1] = start; open() }
    else if (c == "}") close_brace()
    else if (c == ";") {
      # `for (;;)`: a semicolon inside round brackets ends nothing.
      opened = gsub(/\(/, "(", text); closed = gsub(/\)/, ")", text)
      if (opened > closed) text = text ";"
      else { text = ""; start = 0 }
    } else text = text c
    line = substr(line, 2)
  }
  text = text " "
  # Access labels and case labels are no part of what follows.
  sub(/^ *(public|private|protected) *: */, "", text)
  sub(/^ *(case [^?]*|default) *: +$/, "", text)
  if (text ~ /^ *$/) start = 0
}

END { end_of_file(); exit failed }
