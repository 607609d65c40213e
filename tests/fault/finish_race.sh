#!/usr/bin/env bash
# A hundred processes finish one trace at the same time: one wins, the others change nothing, all exit 0.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin finish_race
export HOME=$root
finish() {
  trace-record finish =t1 -v --durability normal --status error --error-code "code_$1" 2>"$root/said.$1"
  echo $? >"$root/exit.$1"
}
trace-record start --id t1 >/dev/null || fail 'start'
for i in $(seq 100); do finish "$i" & done
wait
[ "$(cat "$root"/exit.* | sort -u)" = 0 ] || fail "exit codes: $(sort "$root"/exit.* | uniq -c | tr '\n' ' ')"
losers=$(grep -l 'has ended already' "$root"/said.* | wc -l)
[ "$losers" = 99 ] || fail "$losers said that it had ended already, not 99"
winner=$(grep -L 'has ended already' "$root"/said.* | sed 's/.*said\.//')
code=$(trace-query list --fields error_code -o jsonl)
[ "$code" = "{\"error_code\":\"code_$winner\"}" ] || fail "the store says $code, the winner is $winner"
exit $failed
