#!/usr/bin/env bash
# The completions really complete in zsh: an interactive one in a pty gets the keys.
set -u
command -v zsh >/dev/null || { echo "zsh is not installed"; exit 77; }
failed=0
for file in "$TRACE_SRC"/completions/zsh/_*; do
  zsh -n "$file" || failed=1
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/drive.zsh" <<'Z'
# drive.zsh FOLDER WANTED KEYS: type KEYS and a tab, and wait until WANTED is on the screen.
zmodload zsh/zpty
zpty shell 'PS1=READY TERM=dumb zsh -f -i'
zpty -w shell "unsetopt zle; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; setopt zle; print LOA''DED"
zpty -r shell out '*LOADED*' || exit 1
zpty -w -n shell "$3"$'\t'
zpty -r shell out "*$2*" || exit 1
zpty -d shell
Z
# expect KEYS WANTED : the line after the tab holds WANTED.
expect() {
  timeout 20 zsh -f "$work/drive.zsh" "$TRACE_SRC/completions/zsh" "$2" "$1" >/dev/null 2>&1 ||
    { echo "$1<tab>: no '$2'"; failed=1; }
}
expect 'trace-query sho' 'trace-query show'
expect 'trace-query --status=er' '--status=error'
expect 'trace-query show --er' 'show --errors'
expect 'trace-query list --sor' 'list --sort='
expect 'trace-query requests --status=success,er' 'success,error'
expect 'trace-export -o t' '-o txt'
expect 'trace-record run --det' 'run --detach'
expect 'trace-prune --app' '--apply'
expect 'stats-aggregate tr' 'stats-aggregate trend'
expect 'log-sanitize --strategy=h' '--strategy=hash'

PATH=$TRACE_BIN:$PATH
{
  echo '{"kind":"trace","id":"run-one","status":"success"}'
  echo '{"kind":"request","id":"r1","trace":"run-one","model":"model-a"}'
} | XDG_STATE_HOME=$work trace-record --db "$work/t.db" --format native >/dev/null
expect "trace-query show --db $work/t.db ru" 'run-one'
expect "trace-query list --db=$work/t.db --model=mod" '--model=model-a'
expect "trace-query list --db=$work/t.db --model=x,mod" '--model=x,model-a'
exit $failed
