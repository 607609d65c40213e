#!/usr/bin/env bash
# Stored bytes are read in one place, libtrace/store/payload.h, which knows whether they are packed. A SELECT that names the
# column payload of events, or data of chunks, would see NULL or nothing where they are: none is left but those that pack.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "${TRACE_SRC:-$here/../..}" || exit 1
failed=0
while IFS=$'\t' read -r place text; do
  case $place in libtrace/store/pack* | libtrace/store/block_* | libtrace/store/unpacker.* | libtrace/store/scrub_rows.*) continue ;; esac
  case $text in
    INSERT* | UPDATE* | DELETE*) continue ;;
    *payload*'FROM events'* | *' data FROM chunks'*) echo "$place: read it through store/payload.h: $text"; failed=1 ;;
  esac
done < <(find libtrace tools -name '*.cpp' | LC_ALL=C sort | xargs awk -f "$here/sql.awk")
# Parts of statements, which that leaves out: the column of an alias.
grep -nE '"[^"]*[ (][a-z]\.payload([ ,)"]|$)' libtrace/store/*.cpp libtrace/search/*.cpp tools/*/*.cpp | grep -v " o\.payload" && failed=1
exit $failed
