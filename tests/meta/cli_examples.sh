#!/usr/bin/env bash
# The examples of the man pages run: each with a store of known rows, the tools that others bring
# are played. One that would ask on a terminal says here that it needs --yes.
set -u
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/here" "$work/home" "$work/run"
played() { printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
played claude "head -3 '$TRACE_SRC/tests/fixtures/demo.jsonl'; exit 0"
played ssh 'shift; exec "$@"'
played make 'echo made'
played curl 'echo "HTTP/1.1 200 OK"'

# The lines of the section EXAMPLES, as typed.
examples() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p}}' "$1" |
    sed 's/^\\&//; s/\\-/-/g; s/\\(aq/'"'"'/g; s/\\(dq/"/g; s/\\e/\\/g; s/\\\[u2026\]/…/g'
}

fill() {
  rm -rf "$work/here" && mkdir "$work/here" && cd "$work/here" || exit 1
  printf 'all is well\n' | tee app.log >other.log
  printf '{"type":"text","text":"hello"}\n' >session.jsonl
  cp "$TRACE_SRC/libtrace/pricing/prices.jsonl" prices.jsonl
  {
    echo 'PRAGMA journal_mode=WAL;'
    cat "$TRACE_SRC/schema.sql" "$TRACE_SRC/tests/cli/trace-query/store.sql"
    echo 'PRAGMA application_id=1953653091; PRAGMA user_version=8;'
  } | sqlite3 made.db >/dev/null
  # Recorded by the tools, so that rows have their links and seals.
  "$TRACE_BIN/trace-export" --db made.db --all -o jsonl |
    HOME=$work/home "$TRACE_BIN/trace-record" -q --db t.db --format native >/dev/null
  rm -f made.db*
}

for tool in trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize; do
  fill
  count=0
  before=
  while IFS= read -r line; do
    count=$((count + 1))
    wanted=0
    limit=20
    case $line in *--older-than*--apply* | *--max-size*--apply* | *--scrub*--apply*) case $line in *--yes*) ;; *) wanted=2 ;; esac ;; esac
    # This one goes on until it is told to end.
    case $line in *--ship*--follow*) wanted=124 limit=2 ;; esac
    # A bad run was given, so there is one.
    case $line in *bisect*' -- '*) wanted=1 ;; esac
    # Those that follow `T=…` need that line.
    case $line in T=*)
      before=$line
      continue
      ;;
    esac
    said=$(env -i PATH="$TRACE_BIN:$work/bin:/usr/bin:/bin" HOME="$work/home" XDG_RUNTIME_DIR="$work/run" \
      TRACE_DB="$work/here/t.db" TZ=UTC LC_ALL=C.UTF-8 timeout $limit \
      bash -o pipefail -c "$before"$'\n'"$line" </dev/null 2>&1 >/dev/null)
    rc=$?
    [ "$rc" = "$wanted" ] || { printf '%s: exit %s instead of %s\n%s\n' "$line" "$rc" "$wanted" "$said"; failed=1; }
  done < <(examples "$TRACE_SRC/man/$tool.1")
  [ "$count" -ge 3 ] || { echo "$tool: only $count examples found"; failed=1; }
done
exit $failed
