#!/usr/bin/env bash
# Every script is clean under shellcheck.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
command -v shellcheck >/dev/null || { echo 'skipped: no shellcheck'; exit 77; }
find setup.sh .ci tests libtrace tools -type f -print0 2>/dev/null |
  while IFS= read -r -d '' file; do
    case $file in
      *.sh) printf '%s\0' "$file" ;;
      *.*) ;;
      *) IFS= read -r line <"$file" && case $line in '#!'*sh) printf '%s\0' "$file" ;; esac ;;
    esac
  done | xargs -0 shellcheck --external-sources
