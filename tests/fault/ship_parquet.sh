#!/usr/bin/env bash
# What parquet-sink.sh writes is read back by DuckDB: every row once, changed rows in their last state.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin ship_parquet duckdb
cd "$root" || exit 1
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
ship || fail "exit $?"
trace-record finish ship-a --status error >/dev/null
ship || fail "exit $?"
expect events "$(ask "SELECT count(*), count(DISTINCT uid), sum(CAST(payload->>'n' AS BIGINT)) FROM events")" '1000|1000|500500'
expect requests "$(ask 'SELECT count(*), sum(output_tokens), sum(cost_usd) FROM requests')" '100|50500|0.505000000'
expect contents "$(ask 'SELECT messages, prompt FROM contents')" '[{"role":"user"}]|p'
expect status "$(ask 'SELECT status FROM traces')" error
exit $failed
