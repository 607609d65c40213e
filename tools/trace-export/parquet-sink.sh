#!/bin/sh
# A sink for trace-export --ship NAME -o flat: each batch becomes Parquet files (zstd), one a kind of record, in
# PARQUET_DIR (.), made by the duckdb shell. Files have the name of the batch, so a retry puts them in their own
# place. Read them with parquet.sql.
set -eu
dir=${PARQUET_DIR:-.}
batch=$(printf '%s' "$TRACE_BATCH_ID" | tr ':/' '__')
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
cat >"$lines"
here=$(dirname "$0")
for kind in trace event request content; do
  grep -q "^{\"store\":\"[^\"]*\",\"revision\":[0-9]*,\"kind\":\"$kind\"" "$lines" || continue
  mkdir -p "$dir/$kind"
  # The columns of each kind, and their types, are those of the file beside this one.
  columns=$(sed -n "s/^-- columns of $kind: //p" "$here/parquet.sql" |
    sed -E "s/([a-z0-9_]+) (DECIMAL\\(18,9\\)|[A-Z]+)/'\\1': '\\2'/g")
  duckdb -c "COPY (SELECT * FROM read_json('$lines', format = 'newline_delimited', maximum_object_size = 268435456,
      columns = {'store': 'VARCHAR', 'revision': 'UBIGINT', 'kind': 'VARCHAR', $columns, 'extra': 'VARCHAR'})
    WHERE kind = '$kind') TO '$dir/$kind/$batch.part' (FORMAT parquet, COMPRESSION zstd)" >/dev/null || exit 75
  mv "$dir/$kind/$batch.part" "$dir/$kind/$batch.parquet"
done
