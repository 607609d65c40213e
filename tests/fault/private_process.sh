#!/usr/bin/env bash
# Nobody but the superuser looks into a process that holds keys or secrets; a store that somebody else made in the
# place of ours is not written to; no secret has to be an argument; the store's file is never opened and closed beside
# SQLite, which would give up its locks.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin private_process setpriv perl
[ "$(id -u)" = 0 ] || skip 'needs root to become somebody else'
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
"${nobody[@]}" true 2>/dev/null || skip 'nobody else can be become here'
chmod 755 "$root"
mkdir -m 700 "$root/home"
chown 65534 "$root/home" "$root/run"
export XDG_STATE_HOME=$root/home/state XDG_CONFIG_HOME=$root/home/config TRACE_DB=$root/home/trace.db
for tool in trace-record log-sanitize; do
  cp "$(command -v $tool)" "$root/$tool"
  mkfifo "$root/pipe"
  "${nobody[@]}" "$root/$tool" <"$root/pipe" >/dev/null 2>"$root/err" &
  pid=$!
  exec 3>"$root/pipe"
  echo '{"n":1}' >&3
  # What cannot be dumped belongs to the superuser in /proc; setpriv has become the tool when that is so.
  belongs_to_root() { [ "$(readlink "/proc/$pid/exe")" = "$root/$tool" ] && [ "$(stat -c %u "/proc/$pid/environ")" = 0 ]; }
  within 10 belongs_to_root || fail "$tool can be looked into: $(cat "$root/err")"
  "${nobody[@]}" cat "/proc/$pid/environ" >/dev/null 2>&1 && fail "$tool: its environment can be read"
  exec 3>&-
  wait $pid || fail "$tool: exit $?: $(cat "$root/err")"
  rm "$root/pipe"
done
# Its child is a process like any other.
said=$("${nobody[@]}" "$root/trace-record" run -- stat -c %u /proc/self/environ 2>&1)
[ "$said" = 65534 ] || fail "the child of run is not as it would be: $said"

# A store that others made first, where they may: it is left alone.
mkdir -m 1777 "$root/shared"
: >"$root/shared/trace.db"
chmod 666 "$root/shared/trace.db"
echo '{"n":1}' | "${nobody[@]}" "$root/trace-record" --db "$root/shared/trace.db" --spool-dir "$root/home/spool" >/dev/null 2>"$root/err"
code=$?
[ $code = 75 ] || fail "a planted store: exit $code, not 75"
grep -q "cannot open '.*shared/trace.db': it belongs to somebody else" "$root/err" || fail "a planted store: $(cat "$root/err")"
[ ! -s "$root/shared/trace.db" ] || fail 'a planted store was written to'

# No option takes a secret itself: keys, header and values come from files.
for tool in trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize; do
  $tool --help | grep -oE '^ +(-., )?--[a-z-]*(key|token|secret|password|header|scrub)[a-z-]* +[A-Z-]+' | grep -vE -- '--token (ID|T|LIST|NAME)|-tokens N$|(FILE|DIR)$' &&
    fail "$tool: an option takes a secret"
done

has_strace || { echo 'not tried: strace'; exit $failed; }
export TRACE_DB=$root/trace.db XDG_STATE_HOME=$root/state
lines t 1 200 | trace-record --format native >/dev/null
echo 'some bytes that are nowhere' >"$root/value"
while IFS= read -r command; do
  # -f -y: paths of descriptors. Locks are those of fcntl on the store's file itself.
  # shellcheck disable=SC2086
  strace -f -y -qq -e trace=close,fcntl -o "$root/calls" $command >/dev/null 2>&1
  store=$TRACE_DB perl -ne 'next unless /<\Q$ENV{store}\E>/; my ($p) = /^(\d+)/;
    if (/F_(?:OFD_)?SETLKW?, .*F_(RD|WR)LCK/) { $held++ }
    elsif (/F_SETLK.*F_UNLCK.*l_start=0, l_len=0/) { $held = 0 }
    elsif (/close\(/) { $bad++ if $held; $seen++ }
    END { exit($bad ? 1 : $seen ? 0 : 2) }' "$root/calls" || fail "$command: $? (1: the file was closed while it was locked, 2: it was not opened)"
done <<'COMMANDS'
trace-query list
trace-query doctor
trace-query verify
trace-query status
trace-export -o db --all --to /dev/null
trace-prune --scrub value --apply --yes
stats-aggregate --refresh
COMMANDS
exit $failed
