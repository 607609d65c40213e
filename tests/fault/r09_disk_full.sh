#!/usr/bin/env bash
# R9: the disk under the store is full: what passes through passes, nothing that was acknowledged is lost, the
# exit is 75 (it waits) or 74 (counted), and when there is room again everything is in the store.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r09
small_disk 40m
mkdir "$root/spool"
text=$(printf 'x%.0s' {1..400})
seq -f "{\"kind\":\"event\",\"trace\":\"big\",\"type\":\"step\",\"message\":\"%.0f\",\"payload\":{\"text\":\"$text\"}}" 1 60000 >"$root/input"
echo '{"kind":"trace","id":"first"}' | trace-record --format native >/dev/null 2>"$root/err" || fail "an empty disk: exit $?"
head -c 12m /dev/zero >"$root/disk/ballast"

trace-record --format native --tee --spool-dir "$root/spool" <"$root/input" >"$root/tee" 2>"$root/err"
code=$?
[ $code = 75 ] || { fail "a full disk: exit $code, not 75"; head -n 3 "$root/err"; }
grep -q "cannot write to '.*trace.db': .*full" "$root/err" || fail "a full disk: $(head -n 1 "$root/err")"
cmp -s "$root/input" "$root/tee" || fail 'a full disk: what passes through is not whole'
trace-query list >/dev/null 2>"$root/err" || fail "a reader on a full disk: exit $?"

rm "$root/disk/ballast"
mount -o remount,size=200m "$root/disk"
trace-record replay --spool-dir "$root/spool" >/dev/null 2>"$root/err"
code=$?
[ $code = 0 ] || { fail "replay: exit $code"; head -n 3 "$root/err"; }
[ "$(trace-query events big --all -o jsonl | wc -l)" = 60000 ] || fail "$(trace-query events big --all -o jsonl | wc -l) of 60000 lines are in the store"
echo "row|R9|the disk fills up, and grows again|1|$((60000 - $(trace-query events big --all -o jsonl | wc -l)))|0|0"
exit $failed
