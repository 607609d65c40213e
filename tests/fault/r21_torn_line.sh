#!/usr/bin/env bash
# R21: the producer dies in the middle of a line: it is counted, kept and given to the rejects, exit 65.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r21
{ lines t 1 10; printf '{"kind":"event","trace":"t","type":"st'; } |
  trace-record --format native --rejects "$root/rejects" --metrics "$root/metrics" >/dev/null 2>"$root/err"
code=$?
[ $code = 65 ] || fail "exit $code, not 65"
[ "$(cat "$root/rejects")" = '{"kind":"event","trace":"t","type":"st' ] || fail 'the rejects do not hold the torn line'
[ "$(jq .rejected "$root/metrics")" = 1 ] || fail "$(jq .rejected "$root/metrics") rejected, not 1"
whole t 10
report R21 'the producer dies in the middle of a line' 1 0 0 0
exit $failed
