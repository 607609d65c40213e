#!/usr/bin/env bash
# The recipes for shipping are installed, and name every column that a flat line may have.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
failed=0
fail() { echo "recipes: $*"; failed=1; }
if [ -n "${TRACE_BIN:-}" ] && [ -f "$TRACE_BIN/cmake_install.cmake" ]; then
  grep -q '/share/trace"' "$TRACE_BIN/cmake_install.cmake" || fail 'share/trace is not installed'
  for file in clickhouse.sql clickhouse-sink.sh parquet.sql parquet-sink.sh otlp-sink.sh RECIPES.md; do
    grep -q "trace-export/$file" "$TRACE_BIN/cmake_install.cmake" || fail "$file is not installed"
  done
fi
# The words of each kind are those of flat_lines.cpp.
words() { awk -v name="$1" '$0 ~ "string_view " name " *=" { on = 1 } on { while (match($0, /"[^"]*"/)) { printf "%s", substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } } on && /;$/ { exit }' libtrace/formats/flat_lines.cpp; }
for kind in Trace Event Request Content; do
  lower=$(tr '[:upper:]' '[:lower:]' <<<"$kind")
  [ -n "$(words "k$kind")" ] || fail "the words of $lower were not found"
  for word in $(words "k$kind"); do
    [ "$word" = kind ] && continue
    sed -n '/trace.shipped (/,/ENGINE/p' tools/trace-export/clickhouse.sql | grep -qE "(^| )$word (Nullable|String|Int64)" || fail "clickhouse.sql: no column $word"
    sed -n "/trace.${lower}_rows (/,/ENGINE/p" tools/trace-export/clickhouse.sql | grep -qE "(^| )$word (Nullable|String|Int64)" || fail "clickhouse.sql: ${lower}_rows has no $word"
    grep -E "^-- columns of $lower:" tools/trace-export/parquet.sql | grep -qE "[ ,]$word [A-Z]" || fail "parquet.sql: $lower has no $word"
  done
done
exit $failed
