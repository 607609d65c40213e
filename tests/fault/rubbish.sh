#!/usr/bin/env bash
# Input that is nothing: empty, random bytes, NUL, no newline at all, deep brackets. Bounded memory, a
# documented exit, what passes through is untouched, and every byte that was read is kept.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin rubbish

give() {  # give NAME EXITS: its file goes through the recorder, the sanitizer, and comes out again
  local name=$1 exits=$2 code
  export TRACE_DB=$root/$name.db
  timeout 60 trace-record --tee --no-sanitize <"$root/$name" >"$root/tee" 2>"$root/err"
  code=$?
  [[ " $exits " = *" $code "* ]] || { fail "$name: exit $code, not one of $exits"; head -n 3 "$root/err"; }
  cmp -s "$root/$name" "$root/tee" || fail "$name: --tee changed the bytes"
  trace-export --all -o raw >"$root/raw" 2>"$root/err" || fail "$name: export -o raw: exit $?"
  cmp -s "$root/$name" "$root/raw" || fail "$name: other bytes come back"
  trace-query list >/dev/null 2>"$root/err" || fail "$name: list: exit $?"
  timeout 60 log-sanitize <"$root/$name" >"$root/clean" 2>"$root/err" || fail "$name: log-sanitize: exit $?"
}

: >"$root/empty"
head -c 200000 /dev/urandom >"$root/random"
head -c 100000 /dev/zero >"$root/zeros"
printf 'no newline at the end' >"$root/oneline"
printf '\n\n\r\n\n' >"$root/blank"
printf '\xff\xfe{"a":1}\n\xc3\x28\n\xed\xa0\x80\n' >"$root/encoding"
head -c 1000000 /dev/zero | tr '\0' '[' >"$root/brackets"
{ cat "$src/tests/fixtures/demo.jsonl"; head -c 5000 /dev/urandom; cat "$src/tests/fixtures/demo.jsonl"; } >"$root/mixed"
printf '{"type":"system","subtype":"init","session_id":"s"}{"type":"result","session_id":"s"}\n' >"$root/spliced"

give empty '0'
give random '0 65'
give zeros '0 65'
give oneline '0'
give blank '0'
give encoding '0 65'
give brackets '0 65'
give mixed '0 65'
give spliced '0 65'
exit $failed
