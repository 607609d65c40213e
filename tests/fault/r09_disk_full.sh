#!/usr/bin/env bash
# R9: the disk under the store is full: what passes through passes, nothing that was acknowledged is lost, the
# exit is 75 (it waits) or 74 (counted), and when there is room again everything is in the store.
set -u
src=${TRACE_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
PATH=${TRACE_BIN:-$src/build}:$PATH
[ "$(id -u)" = 0 ] || { echo 'skipped: needs root for a small tmpfs'; exit 77; }
root=$(mktemp -d)
mkdir "$root/disk" "$root/spool"
mount -t tmpfs -o size=40m tmpfs "$root/disk" 2>/dev/null || { rm -rf "$root"; echo 'skipped: no tmpfs may be mounted here'; exit 77; }
trap 'umount "$root/disk"; rm -rf "$root"' EXIT
export TRACE_DB=$root/disk/trace.db XDG_STATE_HOME=$root/state XDG_CONFIG_HOME=$root/config XDG_RUNTIME_DIR=$root
unset TRACE_ID TRACEPARENT TRACE_CONFIG
failed=0
fail() { echo "r09: $*"; failed=1; }
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
