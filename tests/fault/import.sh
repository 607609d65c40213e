#!/usr/bin/env bash
# Importing the same sessions in any order, cut anywhere, damaged or while they are written gives the
# same store. The fixtures are made here; the corpus beside the project is taken too when it is there:
# ORDERS (3) of all its files, and each of them cut at CUTS (0) places.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin import
work=$root
watcher=
finish_up() { [ -z "$watcher" ] || kill "$watcher" 2>/dev/null; chmod -R u+rwx "$work"; }
export TZ=UTC LC_ALL=C.UTF-8
unset TRACE_DB

# The store without numbers that depend on the order: sorted lines of what it exports.
export_of() { trace-export --db "$1" --all -o jsonl | sed -E 's/"(source_)?seq":[0-9]+,//g' | LC_ALL=C sort; }
# Calls without an id of their own are named after the trace, and that after the file's first line.
requests_of() {
  trace-query --db "$1" requests --all --sort id -o jsonl \
    --fields model,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens | LC_ALL=C sort
}
adopt() {
  trace-record -q --db "$@" 2>"$work/said"
  local rc=$?
  [ $rc = 0 ] || [ $rc = 65 ] || fail "exit $rc: $(tail -1 "$work/said")"
}

# ---- fixtures: a session, its fork, its beginning, calls of an API, logs, text, damage ----------
make_fixtures() {
  local to=$1 i
  mkdir -p "$to/deep"
  cp "$src/tests/fixtures/demo.jsonl" "$to/session.jsonl"
  head -n 9 "$to/session.jsonl" >"$to/beginning.jsonl"
  sed 's/5f0c1a52-7c1e-4d0b-9a57-3b1f6f0d2e11/6f0c1a52-7c1e-4d0b-9a57-3b1f6f0d2e12/' "$to/session.jsonl" | tail -n +3 >"$to/fork.jsonl"
  for i in 1 2 3; do
    printf 'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_%s","model":"claude-x","usage":{"input_tokens":%s0,"output_tokens":1}}}\n\n' "$i" "$i"
    printf 'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":%s7}}\n\n' "$i"
    printf 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
  done >"$to/calls.sse"
  head -n 6 "$to/calls.sse" >"$to/deep/calls-cut.sse"
  for i in $(seq 1 40); do printf '{"time":"2026-01-02T03:04:%02dZ","level":"INFO","msg":"step %s"}\n' $((i % 60)) "$i"; done >"$to/app.jsonl"
  tail -n +11 "$to/app.jsonl" >"$to/deep/rotated.jsonl"
  printf 'one\n\ntwo\r\nthree' >"$to/text.log"
  printf 'one\n\ntwo\r\nthree\nfour\n' >"$to/deep/text-grown.log"
  printf '{"a":1}{"b":2}\n{"c":\0\n{"type":"x"}\n{"type":"y"}\n{"type":"z"}\n{"cut' >"$to/damaged.jsonl"
}

# ---- any order ----------------------------------------------------------------------------------
check_orders() {
  local folder=$1 rounds=$2 i files
  rm -f "$work"/*.db*
  adopt "$work/whole.db" import "$folder"
  export_of "$work/whole.db" >"$work/whole"
  adopt "$work/whole.db" import "$folder"
  export_of "$work/whole.db" | cmp -s - "$work/whole" || fail "$folder: twice is not once"
  for i in $(seq "$rounds"); do
    rm -f "$work"/order.db*
    mapfile -d '' files < <(find "$folder" -type f -print0 | shuf -z --random-source=<(yes "$i"))
    adopt "$work/order.db" import "${files[@]:0:${#files[@]}/2}"
    adopt "$work/order.db" import "${files[@]:${#files[@]}/2}"
    export_of "$work/order.db" >"$work/other"
    cmp -s "$work/whole" "$work/other" || {
      fail "$folder: order $i gives another store"
      diff "$work/whole" "$work/other" | head -4 | cut -c1-300
    }
  done
  rm -f "$work"/*.db*
}

# ---- cut anywhere, then whole: grown in place, or as another file -------------------------------
check_cuts() {
  local file=$1 rounds=$2 i at size
  size=$(stat -c %s "$file")
  rm -f "$work"/*.db*
  adopt "$work/whole.db" import --no-sanitize "$file"
  requests_of "$work/whole.db" >"$work/whole"
  trace-export --db "$work/whole.db" --all -o raw | cmp -s - "$file" || fail "$file: raw is not the file"
  for i in $(seq "$rounds"); do
    at=$(((i * 7919 + size * 31) % size + 1))
    rm -f "$work"/cut*
    head -c "$at" "$file" >"$work/cut"
    adopt "$work/cut.db" import --no-sanitize "$work/cut"
    tail -c +$((at + 1)) "$file" >>"$work/cut"
    touch -d '2040-01-01' "$work/cut"
    adopt "$work/cut.db" import --no-sanitize "$work/cut"
    requests_of "$work/cut.db" | cmp -s - "$work/whole" || fail "$file: cut at $at counts differently"
    trace-export --db "$work/cut.db" --all -o raw | cmp -s - "$file" || fail "$file: cut at $at, raw is not the file"
    trace-query -q --db "$work/cut.db" verify >/dev/null || fail "$file: cut at $at, the store is not whole"
  done
}

# ---- a run that was recorded as a stream, and its session file --------------------------------
make_both() {
  local session=5f0c1a52-7c1e-4d0b-9a57-3b1f6f0d2e13
  local about="\"session_id\":\"$session\",\"parent_tool_use_id\":null"
  local head="\"isSidechain\":false,\"userType\":\"external\",\"cwd\":\"/x\",\"sessionId\":\"$session\""
  local answer='"message":{"id":"msg_1","role":"assistant","model":"claude-x","content":[{"type":"text","text":"well"}],"usage":{"input_tokens":5,"output_tokens":2}}'
  local call='"message":{"id":"msg_1","role":"assistant","model":"claude-x","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}],"usage":{"input_tokens":5,"output_tokens":2}}'
  local back='"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a b"}]}'
  {
    printf '{"type":"system","subtype":"init","uuid":"u0","tools":[],"model":"claude-x",%s}\n' "$about"
    printf '{"type":"assistant",%s,"uuid":"u1",%s}\n' "$answer" "$about"
    printf '{"type":"assistant",%s,"uuid":"u2",%s}\n' "$call" "$about"
    printf '{"type":"user",%s,"uuid":"u3",%s}\n' "$back" "$about"
    printf '{"type":"result","subtype":"success","is_error":false,"result":"well","total_cost_usd":0.1,%s}\n' "$about"
  } >"$work/stream"
  {
    printf '{"type":"user","uuid":"p0","parentUuid":null,"timestamp":"2026-01-01T00:00:00.000Z",%s,"message":{"role":"user","content":"list"}}\n' "$head"
    printf '{"type":"assistant","uuid":"u1","parentUuid":"p0","timestamp":"2026-01-01T00:00:01.000Z",%s,%s}\n' "$head" "$answer"
    printf '{"type":"assistant","uuid":"u2","parentUuid":"u1","timestamp":"2026-01-01T00:00:02.000Z",%s,%s}\n' "$head" "$call"
    printf '{"type":"user","uuid":"u3","parentUuid":"u2","timestamp":"2026-01-01T00:00:03.000Z",%s,%s}\n' "$head" "$back"
  } >"$work/kept"
}
record_stream() { trace-record -q --db "$work/both.db" --no-sanitize <"$work/stream" >/dev/null || fail "the stream: exit $?"; }
import_kept() { adopt "$work/both.db" import --no-sanitize "$work/kept"; }
check_both() {
  local order n
  make_both
  for order in 'stream kept' 'kept stream'; do
    rm -f "$work"/both.db*
    for n in $order; do
      case $n in stream) record_stream ;; kept) import_kept ;; esac
    done
    import_kept
    n=$(trace-query --db "$work/both.db" sql 'SELECT count(*) FROM task_trace_events' -o tsv | tail -1)
    [ "$n" = 6 ] || fail "$order: $n events instead of 6"
    for n in $order; do cat "$work/$n"; done >"$work/raw"
    trace-export --db "$work/both.db" --all -o raw | cmp -s - "$work/raw" || fail "$order: raw is not both"
    trace-query -q --db "$work/both.db" verify >/dev/null || fail "$order: the store is not whole"
  done
}

# ---- trouble on the way -------------------------------------------------------------------------
check_trouble() {
  local rc
  mkdir -p "$work/trouble/closed"
  printf 'x\n' >"$work/trouble/a.log"
  printf 'y\n' >"$work/trouble/closed/b.log"
  printf 'z\n' >"$work/trouble/c.log"
  chmod 000 "$work/trouble/closed" "$work/trouble/a.log"
  if [ "$(id -u)" != 0 ]; then
    trace-record --db "$work/t.db" import "$work/trouble" 2>"$work/said"
    rc=$?
    [ $rc = 77 ] || fail "unreadable files: exit $rc"
    grep -q '2 could not be read' "$work/said" || fail "unreadable files are not counted"
    [ "$(trace-query --db "$work/t.db" list --count)" = 1 ] || fail "unreadable files stopped the rest"
  fi
  chmod -R u+rwx "$work/trouble"
  # A line of 40 MB, in flat memory, raw as it was.
  { printf '{"type":"x","text":"'; head -c 40000000 /dev/zero | tr '\0' 'x'; printf '"}\n{"type":"y"}\n'; } >"$work/long.jsonl"
  (ulimit -v 400000; trace-record -q --db "$work/long.db" import --no-sanitize "$work/long.jsonl") || fail "a long line: exit $?"
  trace-export --db "$work/long.db" --all -o raw | cmp -s - "$work/long.jsonl" || fail "a long line is not as it was"
  # A store of another program is named, one of ours is not.
  mkdir -p "$work/stores"
  { printf 'SQLite format 3\0'; head -c 2000 /dev/zero; } >"$work/stores/agent.db"
  cp "$work/long.db" "$work/stores/ours.db"
  trace-record --db "$work/s.db" import "$work/stores" 2>"$work/said" || fail "stores of others: exit $?"
  [ "$(grep -c 'is an SQLite store' "$work/said")" = 1 ] || fail "a store of another program is not named"
  sum=$(cat "$work"/fixtures/*.* | cksum)
  [ "$sum" = "$sum_before" ] || fail "a source was changed"
}

# ---- while they are written ---------------------------------------------------------------------
until_events() {
  local i
  for i in $(seq 200); do
    [ "$(sqlite_count)" = "$1" ] && return 0
    read -rt 0.02 <> <(:)
  done
  fail "watch: $(sqlite_count) events instead of $1 ($2)"
}
sqlite_count() { trace-query --db "$work/w.db" sql 'SELECT count(*) AS n FROM task_trace_events' -o tsv 2>/dev/null | tail -1; }
check_watch() {
  mkdir -p "$work/w"
  printf '{"type":"a","id":"1"}\n' >"$work/w/a.jsonl"
  trace-record --db "$work/w.db" import --watch "$work/w" 2>"$work/said" &
  watcher=$!
  until_events 1 'the file that was there'
  printf '{"type":"a","id":"2"}\n' >>"$work/w/a.jsonl"
  until_events 2 'a line more'
  mkdir -p "$work/w/new/er"
  printf 'text\n' >"$work/w/new/er/b.log"
  until_events 3 'a file in a new folder'
  printf 'more' >>"$work/w/new/er/b.log"
  printf ' text\n' >>"$work/w/new/er/b.log"
  until_events 4 'a line in two pieces'
  mv "$work/w/a.jsonl" "$work/w/old.jsonl"
  printf '{"type":"c","id":"9"}\n' >"$work/w/a.jsonl"
  until_events 5 'a file that was rotated'
  kill -TERM "$watcher"
  wait "$watcher"
  local rc=$?
  watcher=
  [ $rc = 143 ] || fail "watch: exit $rc"
  trace-query --db "$work/w.db" list --fields status -o tsv | grep -q running && fail "watch leaves something running"
  adopt "$work/w.db" import "$work/w"
  [ "$(sqlite_count)" = 5 ] || fail "watch: a second import adds something"
}

make_fixtures "$work/fixtures"
sum_before=$(cat "$work"/fixtures/*.* | cksum)
check_orders "$work/fixtures" 12
for file in "$work"/fixtures/*.*; do check_cuts "$file" 5; done
check_both
check_trouble
check_watch
corpus=$src/../shared/corpus
if [ -d "$corpus" ]; then
  [ "${ORDERS:-3}" = 0 ] || check_orders "$corpus" "${ORDERS:-3}"
  [ "${CUTS:-0}" = 0 ] || while IFS= read -r file; do check_cuts "$file" "$CUTS"; done < <(find "$corpus" -type f -size +0)
fi
exit $failed
