#!/usr/bin/env bash
# Faults that doctor names, made for real: a disk that is nearly full, records that were lost, an index that stayed
# behind, a trace that nobody ends, a store that may not be read. Those of a store's own bytes are in verify.sh.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin doctor jq
mkdir -m 700 "$root/state" "$root/config" "$root/home"
export TRACE_DB=$root/home/t.db
doctor() { "$@" trace-query doctor -o jsonl >"$root/out" 2>"$root/err"; }
named() {  # named CODE [COMMAND…]: doctor, run by COMMAND, names it, exit 1
  local wanted=$1 code
  shift
  doctor "$@"
  code=$?
  [ $code = 1 ] || fail "$wanted: exit $code: $(cat "$root/err")"
  jq -r .code "$root/out" | grep -qx "$wanted" || { fail "$wanted is not named"; cat "$root/out" "$root/err"; }
}
unnamed() { ! jq -r .code "$root/out" | grep -qx "$1" || fail "$1 is named before it is so"; }
did=0

# A trace that was begun by hand and that nobody ends; two days later.
trace-record start --id t >/dev/null
doctor
unnamed trace-silent
named trace-silent env SOURCE_DATE_EPOCH=$(($(date +%s) + 172800))
trace-record finish t --status success

# Somebody searched; twenty thousand events came after that.
trace-query search something >/dev/null
lines many 1 20000 | trace-record --format native >/dev/null
doctor
unnamed index-stale
lines many 20001 20002 | trace-record --format native >/dev/null
sql 'SELECT 1' >/dev/null
named index-stale
trace-query search nothing >/dev/null
doctor
unnamed index-stale

# The store is held and no spool may grow: what is lost is noted as soon as something is kept again.
unnamed records-lost
mkfifo "$root/pipe"
trace-record --format native --spool-max 0 --batch 10 --ack batch --status-file "$root/status" <"$root/pipe" >/dev/null 2>"$root/err" &
recorder=$!
exec 3>"$root/pipe" 8>>"$TRACE_DB.lock"
flock 8
lines lost 1 100 >&3
is_lost() { [ "$(jq .lost "$root/status")" -gt 0 ]; }
within 30 is_lost || fail "nothing was lost: $(cat "$root/status" "$root/err")"
flock -u 8
lines lost 101 200 >&3
within 20 grep -q '"lines":200,' "$root/err" || fail 'what comes later is not kept'
exec 3>&- 8>&-
wait $recorder
code=$?
[ $code = 74 ] || fail "records were lost: exit $code, not 74"
named records-lost

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  # The store of somebody else.
  chmod 755 "$root" "$root/home"
  cp "$(command -v trace-query)" "$root/"
  named store-unreadable setpriv --reuid=65534 --regid=65534 --clear-groups env "PATH=$root:$PATH" XDG_CONFIG_HOME=/nowhere
  did=$((did + 1))
fi
small_disk 60m
trace-record start >/dev/null
named disk-nearly-full
echo "$did of 1 by somebody else"
exit $failed
