#!/usr/bin/env bash
# Every SQL text of the library and the tools prepares against schema.sql: literals that begin with a verb
# of SQL are taken from the sources (adjacent ones joined as the compiler does). A text that goes on with
# `+` is only a part, and is left to the tests that run it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "${TRACE_SRC:-$here/../..}" || exit 1
command -v sqlite3 >/dev/null || { echo 'skipped: no sqlite3 shell'; exit 77; }
store=$(mktemp)
index=$(mktemp)
trap 'rm -f "$store" "$index"' EXIT
sqlite3 "$store" <schema.sql >/dev/null || exit 1
# The file of the search index, without the tokenizer that only the tools know.
sqlite3 "$index" "CREATE TABLE meta(k TEXT PRIMARY KEY, v); CREATE TABLE docs(kind, row, doc, sum, seal, place);
  CREATE VIRTUAL TABLE events USING fts5(text, content=''); CREATE VIRTUAL TABLE said USING fts5(text, content='');" || exit 1
failed=0
seen=0
while IFS=$'\t' read -r place text; do
  seen=$((seen + 1))
  # Functions that the tools register themselves are not known to the shell.
  said=$(sqlite3 -bail "$store" "EXPLAIN $text" 2>&1 >/dev/null | grep -vE 'no such (function|tokenizer): trace_') || continue
  case $place in libtrace/search/*) sqlite3 -bail "$index" "EXPLAIN $text" >/dev/null 2>&1 && continue ;; esac
  case $said in *Error:* | *' error near '*) echo "$place: $said"; failed=1 ;; esac
done < <(find libtrace tools -name '*.cpp' | LC_ALL=C sort | xargs awk -f "$here/sql.awk")
[ $seen -gt 0 ] || { echo 'no SQL text was found: the extraction is broken'; exit 1; }
exit $failed
