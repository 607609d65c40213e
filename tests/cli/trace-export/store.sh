# shellcheck shell=bash
# Fills $TRACE_DB with a store of known rows; cases begin with `. "$CASE/../store.sh"`.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export TRACE_DB=$PWD/t.db
{
  echo 'PRAGMA journal_mode=WAL;'
  cat "$here/../../../schema.sql" "$here/store.sql"
  echo 'PRAGMA application_id=1953653091; PRAGMA user_version=8;'
} | sqlite3 "$TRACE_DB" >/dev/null
