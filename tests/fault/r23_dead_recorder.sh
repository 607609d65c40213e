#!/usr/bin/env bash
# R23: the recorder of a running trace is killed: the next tool ends it as `abandoned`, a real end that comes
# late takes its place once, and a second one changes nothing.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r23
status() { trace-query show =t -o jsonl | head -1 | jq -r .status; }
mkfifo "$root/pipe"
trace-record --format claude --id t <"$root/pipe" >/dev/null 2>&1 &
recorder=$!
exec 3>"$root/pipe"
echo '{"type":"system","subtype":"init","session_id":"s","model":"m","cwd":"/"}' >&3
is_running() { [ "$(status)" = running ]; }
within 10 is_running || fail 'the trace does not run'
kill -KILL $recorder
wait $recorder 2>/dev/null
exec 3>&-
[ "$(status)" = abandoned ] || fail "after the kill: $(status)"
[ "$(sql 'SELECT count(*) FROM traces WHERE status IN (0, 1)')" = 0 ] || fail 'a trace is still running in the store'
trace-record finish =t --status success || fail "finish: exit $?"
[ "$(status)" = success ] || fail "after a late end: $(status)"
trace-record finish =t --status error --error-code late || fail "a second finish: exit $?"
[ "$(status)" = success ] || fail "after a second end: $(status)"
report R23 'the recorder of a running trace is killed' 1 0 0 0
exit $failed
