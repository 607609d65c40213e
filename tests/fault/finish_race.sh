#!/usr/bin/env bash
# A hundred processes finish one trace at the same time: one wins, the others change nothing, all exit 0.
set -u
PATH=$TRACE_BIN:$PATH
[ -x "$TRACE_BIN/trace-record" ] || { echo 'skipped: no trace-record'; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export TRACE_DB=$folder/t.db HOME=$folder XDG_CONFIG_HOME=$folder
failed=0
fail() { echo "finish_race: $*"; failed=1; }
finish() {
  trace-record finish =t1 -v --durability normal --status error --error-code "code_$1" 2>"$folder/said.$1"
  echo $? >"$folder/exit.$1"
}
trace-record start --id t1 >/dev/null || fail 'start'
for i in $(seq 100); do finish "$i" & done
wait
[ "$(cat "$folder"/exit.* | sort -u)" = 0 ] || fail "exit codes: $(sort "$folder"/exit.* | uniq -c | tr '\n' ' ')"
losers=$(grep -l 'has ended already' "$folder"/said.* | wc -l)
[ "$losers" = 99 ] || fail "$losers said that it had ended already, not 99"
winner=$(grep -L 'has ended already' "$folder"/said.* | sed 's/.*said\.//')
code=$(trace-query list --fields error_code -o jsonl)
[ "$code" = "{\"error_code\":\"code_$winner\"}" ] || fail "the store says $code, the winner is $winner"
exit $failed
