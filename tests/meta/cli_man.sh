#!/usr/bin/env bash
# groff and mandoc have nothing to say about the man pages, and every tool has one.
set -u
failed=0
for tool in trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize; do
  page=$TRACE_SRC/man/$tool.1
  [ -f "$page" ] || { echo "no man page: $tool"; failed=1; continue; }
  if said=$(groff -mdoc -ww -z -Tutf8 "$page" 2>&1) && [ -z "$said" ]; then :; else
    printf '%s: groff says:\n%s\n' "$tool" "$said"
    failed=1
  fi
  if command -v mandoc >/dev/null && ! said=$(mandoc -T lint -W warning "$page" 2>&1); then
    printf '%s: mandoc says:\n%s\n' "$tool" "$said"
    failed=1
  fi
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS ENVIRONMENT FILES 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
    grep -qx "\.Sh $section" "$page" || { echo "$tool: no section $section"; failed=1; }
  done
done
command -v groff >/dev/null || { echo "groff is not installed"; exit 77; }
exit $failed
