#!/usr/bin/env bash
# Pipes that close and devices that are full: the recorder goes on, a reader ends by SIGPIPE, nobody says
# that all was well when bytes were lost.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin pipes

seq -f '{"kind":"event","trace":"long","type":"step","message":"%.0f"}' 1 20000 >"$root/input"

# Who listens to the recorder may go; recording goes on to the last line.
trace-record --format native --tee <"$root/input" 2>"$root/err" | head -n 1 >"$root/seen"
code=${PIPESTATUS[0]}
[ "$code" = 0 ] || fail "trace-record --tee | head -1: exit $code"
[ "$(wc -l <"$root/seen")" = 1 ] || fail 'head did not see the first line'
[ "$(trace-query events long --all -o jsonl | wc -l)" = 20000 ] || fail 'lines were lost after the listener went'

# A reader ends by SIGPIPE without a word, as jq and git do.
trace-query events long --all -o jsonl 2>"$root/err" | head -n 1 >/dev/null
code=${PIPESTATUS[0]}
[ "$code" = 141 ] || fail "trace-query | head -1: exit $code, not 141"
[ ! -s "$root/err" ] || fail "trace-query | head -1 says: $(head -n 1 "$root/err")"
trace-export --all -o jsonl 2>"$root/err" | head -n 1 >/dev/null
code=${PIPESTATUS[0]}
[ "$code" = 141 ] || fail "trace-export | head -1: exit $code, not 141"

# A write that fails is told, by name and with 74.
full() {
  "$@" >/dev/full 2>"$root/err"
  local code=$?
  [ $code = 74 ] || fail "$1 … >/dev/full: exit $code, not 74"
  grep -q "^$1: " "$root/err" || fail "$1 … >/dev/full: no message"
}
full trace-query list -o jsonl
full trace-export --all -o jsonl
full stats-aggregate overview -o json
full log-sanitize "$root/input"
full trace-query --help

# The recorder keeps recording although nothing it passes on arrives.
sed 's/"long"/"second"/' "$root/input" | trace-record --format native --tee >/dev/full 2>"$root/err"
[ "$(trace-query events second --all -o jsonl | wc -l)" = 20000 ] || fail 'trace-record --tee >/dev/full lost lines'

# An input that ends in the middle of a line.
printf '{"kind":"event","trace":"cut","type":"step","message":"whole"}\n{"kind":"event","tra' |
  trace-record --format native >/dev/null 2>"$root/err"
code=$?
[ $code = 65 ] || fail "a line cut off: exit $code, not 65"
[ -s "$root/err" ] || fail 'a line cut off: no message'
trace-export --all -o raw | grep -q '"tra$' || fail 'the bytes of the cut line are gone'
exit $failed
