#!/usr/bin/env bash
# No secret that log-sanitize catches is found in the bytes of store, write-ahead log, shared memory and spool after
# the same texts were recorded: published vectors when they are there, and texts that are made here.
# shellcheck disable=SC1091,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin secrets_in_files jq xz

word() { local letters=$1 n out=''; for ((n = 0; n < $2; n++)); do out+=${letters:RANDOM % ${#letters}:1}; done; printf '%s' "$out"; }
mixed=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789
# {"text", "secret"} a line
made() {
  local secret n text
  local -a texts=('password=@' '{"api_key":"@"}' 'Authorization: Bearer @' 'https://jo:@@example.com/x' 'sshpass -p @ ssh h'
    'export DB_PASSWORD="@"' '--token @' 'mysql -uroot -p@ db' 'Cookie: sid=@' '<secret>@</secret>' '- name: API_KEY\n  value: @')
  for ((n = 0; n < 220; n++)); do
    secret=$(word "$mixed" 20)7Kq
    text=${texts[n % ${#texts[@]}]}
    jq -cn --arg text "$text" --arg secret "$secret" '{text: ($text | sub("@"; $secret) | gsub("\\\\n"; "\n")), secret: $secret}'
  done
}
published() {
  local vectors=$src/../shared/sanitize/vectors.jsonl.xz
  [ -r "$vectors" ] && xz -dc "$vectors" | jq -c 'select(.positive and (.class | IN("pii", "sse_split") | not)) | {text, secret}'
}

# check NAME: what became of $root/vectors
check() {
  jq -c '{type: "log", text: .text}' "$root/vectors" >"$root/input"
  log-sanitize --format jsonl <"$root/input" >"$root/clean"
  # as it is and as JSON writes it; short ones stand in files by chance
  jq -r '.secret // empty | select(length > 9 and (contains("\n") | not)) | ., (tojson | .[1:-1])' "$root/vectors" | sort -u >"$root/secrets"
  # what is still somewhere in the clean text was not caught
  LC_ALL=C awk 'NR == FNR { clean = clean $0 "\n"; next } !index(clean, $0)' "$root/clean" "$root/secrets" >"$root/caught"
  caught=$(wc -l <"$root/caught")
  [ "$caught" -gt "$2" ] || fail "$1: only $caught secrets were caught"
  rm -rf "$root"/trace.db* "$root/spool" "$root/pipe"
  mkfifo "$root/pipe"
  trace-record --format jsonl --ack batch --spool-dir "$root/spool" <"$root/pipe" >/dev/null 2>"$root/err" &
  local recorder=$! lines
  lines=$(wc -l <"$root/input")
  exec 3>"$root/pipe"
  cat "$root/input" >&3
  within 60 grep -q "\"lines\":$lines," "$root/err" || fail "$1: not all lines were acknowledged"
  [ -s "$TRACE_DB-wal" ] || fail "$1: no write-ahead log to look at"
  look "$1" "$TRACE_DB"*
  kill -9 $recorder
  exec 3>&-
  wait $recorder 2>/dev/null
  # the same into the spool: the store is locked
  exec 9>"$TRACE_DB.lock"
  flock 9
  trace-record --format jsonl --spool-dir "$root/spool" <"$root/input" >/dev/null 2>&1
  exec 9>&-
  spooled=$(find "$root/spool" -type f -size +0 | wc -l)
  [ "$spooled" -gt 0 ] || fail "$1: nothing waits in the spool"
  find "$root/spool" -type f -print0 | xargs -0 cat >"$root/spooled"
  look "$1" "$root/spooled"
}
# look NAME FILE…: the caught secrets are in none of them
look() {
  local found
  found=$(cat "${@:2}" | grep -aoF -f "$root/caught" | sort -u | wc -l)
  [ "$found" = 0 ] || { fail "$1: $found caught secrets are in the files"; bad=$((bad + found)); }
}

bad=0
made >"$root/vectors"
check 'made here' 200
made=$caught published=0
if published >"$root/vectors"; then
  check 'published' 1000
  published=$caught
fi
report S1 "$made secrets made here and $published published ones, in store, log and spool" $((made + published)) $bad 0 0
exit "$failed"
