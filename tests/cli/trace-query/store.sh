# shellcheck shell=bash
# Fills $TRACE_DB with a store of known rows; the cases here begin with `. "$CASE/../store.sh"`.
export TRACE_DB=$PWD/t.db
{
  echo 'PRAGMA journal_mode=WAL;'
  cat "$CASE/../../../../schema.sql" "$CASE/../store.sql"
  echo 'PRAGMA application_id=1953653091; PRAGMA user_version=8;'
} | sqlite3 "$TRACE_DB" >/dev/null
