#!/usr/bin/env bash
# R11: the disk is full, so that even deleting fails: a prune uses the room of the reserve, frees space, and the
# reserve is there again afterwards. Without a reserve it fails with a clean message.
# shellcheck disable=SC1091,SC2015,SC2086,SC2030,SC2031,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r11
small_disk 64m
text=$(printf 'x%.0s' {1..2000})
for i in $(seq 40); do
  echo "{\"kind\":\"trace\",\"id\":\"old$i\",\"status\":\"success\",\"started_at\":\"2025-01-01T00:00:00Z\",\"ended_at\":\"2025-01-01T00:00:01Z\"}"
  seq -f "{\"kind\":\"event\",\"trace\":\"old$i\",\"type\":\"step\",\"at\":\"2025-01-01T00:00:00Z\",\"payload\":{\"n\":%.0f,\"text\":\"$text\"}}" 1 100
done >"$root/input"
echo '{"kind":"trace","id":"new","status":"success"}' >>"$root/input"
trace-record --format native <"$root/input" >/dev/null 2>"$root/err" || fail "recording: exit $?"
[ "$(stat -c %s "$TRACE_DB.reserve")" = 16777216 ] || fail 'the recorder keeps no reserve of 16 MiB'
dd if=/dev/zero of="$root/disk/fill" bs=4k 2>/dev/null
fill() { dd if=/dev/zero bs=4k 2>/dev/null >>"$root/disk/fill"; }

# Without the reserve: the room that it held is taken, too.
mv "$TRACE_DB.reserve" "$root/reserve"
fill
trace-prune --older-than 30d --apply --yes >/dev/null 2>"$root/err"
code=$?
[ $code = 74 ] || { fail "without a reserve: exit $code, not 74"; head -n 3 "$root/err"; }
rm "$root/disk/fill"
cp "$root/reserve" "$TRACE_DB.reserve"
dd if=/dev/zero of="$root/disk/fill" bs=4k 2>/dev/null

before=$(trace-query list --count)
trace-prune --older-than 30d --apply --yes >/dev/null 2>"$root/err"
code=$?
[ $code = 0 ] || { fail "with a reserve: exit $code"; head -n 3 "$root/err"; }
after=$(trace-query list --count)
[ "$after" = 1 ] || fail "$after of $before traces are left, not 1"
[ "$(sqlite3 "$TRACE_DB" 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
report R11 'a prune on a full disk' 1 $((1 - after)) 0 0
exit $failed
