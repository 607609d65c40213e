#!/usr/bin/env bash
# Who may include whom: libtrace/LAYERS, and third-party headers in one folder each. A line of LAYERS
# may only mention folders above it, so the order itself proves that there is no cycle.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
# shellcheck disable=SC2016  # an awk program
rules='
function bad(what) { print FILENAME ":" FNR ": " what; failed = 1 }
FILENAME ~ /LAYERS$/ {
  if (/^[ \t]*(#|$)/) next
  if (split($0, part, ":") != 2) { bad("not a line of the form `folder: folders`"); next }
  if (part[1] in known) bad("folder `" part[1] "` is defined twice")
  n = split(part[2], wanted, " ")
  for (i = 1; i <= n; i++) {
    if (!(wanted[i] in known)) bad("`" wanted[i] "` is mentioned before it is defined")
    may[part[1], wanted[i]] = 1
  }
  known[part[1]] = 1; may[part[1], part[1]] = 1
  next
}
FNR == 1 {
  parts = split(FILENAME, path, "/")
  top = path[1]; folder = parts > 2 ? path[2] : ""
  if (top == "libtrace" && !(folder in known)) bad("folder `" folder "` is not in libtrace/LAYERS")
}
function fence(header, home) {
  if (index($0, "<" header) && index(FILENAME, home) != 1) bad("<" header "…> belongs to " home)
}
/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  fence("rapidjson/", "libtrace/json/"); fence("re2/", "libtrace/sanitize/")
  fence("sqlite3.h", "libtrace/store/"); fence("absl/", "libtrace/calendar/")
  fence("sodium.h", "libtrace/digest/"); fence("xxhash.h", "libtrace/digest/")
  fence("zlib.h", "libtrace/sources/"); fence("CLI/", "tools/common/command.")
  if (split($0, quoted, "\"") < 3) next
  target = quoted[2]
  if (target ~ /\.inc$/) next
  slash = index(target, "/")
  other = slash ? substr(target, 1, slash - 1) : ""
  if (target ~ /\.\./) bad("`" target "`: no way up in an include")
  else if (top == "libtrace") {
    if (!slash) bad("`" target "`: write the folder too")
    else if (!((folder, other) in may)) bad("`" folder "` may not include `" other "`")
  } else if (slash && !(other in known) && other != "common" && other != folder && folder != "docgen")
    bad("tool `" folder "` may not include `" other "`")
}
END { exit failed }'
find libtrace tools \( -name '*.h' -o -name '*.cpp' \) -print | LC_ALL=C sort |
  xargs awk "$rules" libtrace/LAYERS
