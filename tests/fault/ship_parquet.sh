#!/usr/bin/env bash
# What parquet-sink.sh writes is read back by DuckDB: every row once, changed rows in their last state.
set -u
src=${TRACE_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
PATH=${TRACE_BIN:-$src/build}:$PATH
command -v duckdb >/dev/null || { echo 'skipped: no duckdb'; exit 77; }
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export TRACE_DB=$root/trace.db XDG_STATE_HOME=$root/state XDG_CONFIG_HOME=$root/config XDG_RUNTIME_DIR=$root
unset TRACE_ID TRACEPARENT TRACE_CONFIG
cd "$root" || exit 1
failed=0
expect() { [ "$2" = "$3" ] || { echo "ship_parquet: $1: $2, not $3"; failed=1; }; }
ask() { duckdb -init "$src/tools/trace-export/parquet.sql" -noheader -list -c "$1"; }
ship() { trace-export --ship lake -o flat --batch 400 --sink "sh '$src/tools/trace-export/parquet-sink.sh'" -q; }
awk 'BEGIN {
  print "{\"kind\":\"trace\",\"id\":\"ship-a\",\"status\":\"running\"}"
  for (i = 1; i <= 1000; i++) {
    printf "{\"kind\":\"event\",\"trace\":\"ship-a\",\"type\":\"step\",\"payload\":{\"n\":%d}}\n", i
    if (i % 10 == 0) printf "{\"kind\":\"request\",\"id\":\"r%d\",\"trace\":\"ship-a\",\"model\":\"m\",\"output_tokens\":%d,\"cost_usd\":0.%05d}\n", i, i, i
  }
  print "{\"kind\":\"content\",\"request\":\"r10\",\"messages\":[{\"role\":\"user\"}],\"prompt\":\"p\",\"completion\":\"c\"}" }' |
  trace-record --format native --content full >/dev/null
ship || { echo "ship_parquet: exit $?"; failed=1; }
trace-record finish ship-a --status error >/dev/null
ship || { echo "ship_parquet: exit $?"; failed=1; }
expect events "$(ask "SELECT count(*), count(DISTINCT uid), sum(CAST(payload->>'n' AS BIGINT)) FROM events")" '1000|1000|500500'
expect requests "$(ask 'SELECT count(*), sum(output_tokens), sum(cost_usd) FROM requests')" '100|50500|0.505000000'
expect contents "$(ask 'SELECT messages, prompt FROM contents')" '[{"role":"user"}]|p'
expect status "$(ask 'SELECT status FROM traces')" error
exit $failed
