#!/usr/bin/env bash
# Man pages and completions are those that follow from the declared command lines.
exec "$TRACE_BIN/docgen" --check "$TRACE_SRC"
