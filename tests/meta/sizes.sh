#!/usr/bin/env bash
# Sizes that a reader can hold: a file 400 lines, a function 50, nesting 3, parameters 5. A data table is
# exempt when the line before it says `// data table: …`, a whole file when one of its first twelve lines does.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "${TRACE_SRC:-$here/../..}" || exit 1
find libtrace tools tests \( -name '*.h' -o -name '*.cpp' \) -print | LC_ALL=C sort |
  xargs awk -f "$here/sizes.awk"
