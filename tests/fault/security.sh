#!/usr/bin/env bash
# What the security rules promise about files and untrusted text, seen from outside: modes under any umask, links
# that are not followed, spool files that are not ours, escapes in JSON, bombs, payload in messages.
# shellcheck disable=SC1091,SC2015,SC2086,SC2030,SC2031,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin security

# Modes: files 0600, folders 0700, whatever the umask.
for mask in 000 022 077; do
  place=$root/mask$mask
  (
    umask $mask
    export TRACE_DB=$place/deep/trace.db XDG_STATE_HOME=$place/state
    lines t 1 10 | trace-record --format native --spool-dir "$place/spool" --rejects "$place.rejects" --metrics "$place.metrics" >/dev/null
    exec 9>>"$TRACE_DB.lock"
    flock 9
    lines u 1 10 | trace-record --format native --spool-dir "$place/spool" >/dev/null 2>&1 9>&-
  )
  [ -n "$(find "$place/spool" -name '*.spool')" ] || fail "umask $mask: nothing is in the spool"
  wrong=$(find "$place/deep" "$place/spool" "$place/state" \( -type f ! -perm 600 -o -type d ! -perm 700 \) -printf '%m %p; ')
  [ -z "$wrong" ] || fail "umask $mask: $wrong"
  [ -e "$place/deep/trace.db-wal" ] && [ -e "$place/deep/trace.db.reserve" ] || fail "umask $mask: not all files were looked at"
done

# A store that is a symbolic link is not followed, neither to write nor to read.
export TRACE_DB=$root/trace.db
lines t 1 1 | trace-record --format native --db "$root/real.db" >/dev/null
ln -s "$root/real.db" "$root/link.db"
lines t 2 5 | trace-record --format native --db "$root/link.db" --spool-dir "$root/kept" >/dev/null 2>"$root/err"
code=$?
[ $code = 75 ] || fail "a store behind a link: exit $code, not 75"
[ "$(trace-query events t --db "$root/real.db" --all -o jsonl | wc -l)" = 1 ] || fail 'a link was followed to write'
trace-query list --db "$root/link.db" >/dev/null 2>&1 && fail 'a link was followed to read'

# A dangling link is not a place to make a store in.
ln -s "$root/elsewhere.db" "$root/dangling.db"
lines t 1 1 | trace-record --format native --db "$root/dangling.db" --spool-dir "$root/kept" >/dev/null 2>&1
[ ! -e "$root/elsewhere.db" ] || fail 'a store was made behind a dangling link'

# A spool file with a second name, or behind a link, is not loaded.
place=$root/mask022
export TRACE_DB=$place/deep/trace.db
file=$(find "$place/spool" -name '*.spool' | head -1)
ln "$file" "$root/second-name"
trace-record replay --spool-dir "$place/spool" >/dev/null 2>&1
trace-query show =u >/dev/null 2>&1 && fail 'a spool file with two names was loaded'
mv "$root/second-name" "$root/moved.spool"
rm "$file"
ln -s "$root/moved.spool" "$file"
trace-record replay --spool-dir "$place/spool" >/dev/null 2>&1
trace-query show =u >/dev/null 2>&1 && fail 'a spool file behind a link was loaded'
rm "$file"
cp "$root/moved.spool" "$file"
trace-record replay --spool-dir "$place/spool" >/dev/null 2>&1
[ "$(trace-query events =u --all -o jsonl | wc -l)" = 10 ] || fail 'an honest spool file was not loaded'

# Controls and bidi marks: \u escapes in JSON, visible in a table.
export TRACE_DB=$root/escapes.db
printf '{"kind":"trace","id":"e","title":"a\xc2\x9b31m\xe2\x80\xae\\u001b[2Jz"}\n' | trace-record --format native >/dev/null
for format in jsonl json table md; do
  trace-query list -o $format >"$root/out"
  LC_ALL=C grep -qP '\x1b|\xc2\x9b|\xe2\x80\xae' "$root/out" && fail "-o $format lets a control through"
done
trace-query list -o jsonl | grep -q '\\u009b31m\\u202e\\u001b' || fail 'JSON has other escapes'
for format in jsonl html md txt; do
  trace-export --all -o $format >"$root/out"
  LC_ALL=C grep -qP '\x1b|\xc2\x9b|\xe2\x80\xae' "$root/out" && fail "export -o $format lets a control through"
done

# A gz file that grows more than two hundred times is not unpacked to its end.
{ echo '{"type":"user"}'; head -c 400000000 /dev/zero; } | gzip -1 >"$root/bomb.jsonl.gz"
export TRACE_DB=$root/bomb.db
(ulimit -v 600000; timeout 60 trace-record import "$root/bomb.jsonl.gz" >/dev/null 2>"$root/err")
code=$?
case $code in 65 | 74) ;; *) fail "a bomb: exit $code" ;; esac
[ "$(stat -c %s "$TRACE_DB")" -lt 300000000 ] || fail "a bomb fills the disk: $(stat -c %s "$TRACE_DB") bytes"

# A million brackets.
head -c 1000000 /dev/zero | tr '\0' '[' >"$root/brackets"
export TRACE_DB=$root/brackets.db
(ulimit -v 400000; trace-record --tee <"$root/brackets" >"$root/out" 2>/dev/null)
code=$?
case $code in 0 | 65) ;; *) fail "brackets: exit $code" ;; esac
cmp -s "$root/brackets" "$root/out" || fail 'brackets do not pass through'

# No message quotes what was recorded.
secret=payload-$RANDOM$RANDOM
printf '{"kind":"event","trace":"q","type":%s\n{"kind":"request","id":"%s"}\nnot json %s\n' "$secret" "$secret" "$secret" |
  trace-record --format native -v >/dev/null 2>"$root/err"
trace-query sql "SELECT '$secret' FROM nowhere" >/dev/null 2>>"$root/err.sql"
grep -q "$secret" "$root/err" && fail 'a message quotes payload'

# A folder that others may write to: said, unless it is shared as /tmp is or it is meant.
export TRACE_DB=$root/open/trace.db
mkdir -m 777 "$root/open"
said() { trace-record start "$@" 2>&1 | grep -v "^[0-9a-f-]*$"; }
said | grep -q "^trace-record: others may put files in the place of '.*/open/trace.db'; chmod o-w" || fail 'an open folder is not warned of'
[ -z "$(said --insecure)$(TRACE_INSECURE=1 said)" ] || fail 'a warning in spite of --insecure'
chmod 1777 "$root/open"
[ -z "$(said)" ] || fail "a warning of a folder that is shared as /tmp is: $(said)"

# Markup, scripts and links in every text that a page shows come out as text.
export TRACE_DB=$root/markup.db
i=0
while IFS= read -r text; do
  i=$((i + 1))
  jq -cn --arg t "$text" --arg id "x$i" '{kind:"trace",id:$id,title:$t,source:$t,actor:$t,error_message:$t,cwd:$t,status:"error",metadata:{tags:{k:$t}}},
    {kind:"event",trace:$id,type:$t,message:$t,payload:{text:$t,($t):1}}, {kind:"request",id:("r"+$id),trace:$id,model:$t,provider:$t,error_message:$t},
    {kind:"content",request:("r"+$id),prompt:$t,completion:$t}'
done <<'XSS' | trace-record --format native --content full --no-sanitize >/dev/null
<script>attack()</script>
</script><script>attack()</script>
<img src=x onerror=attack()>
"><svg onload=attack()>
'-attack()-'
<!--<script>attack()//-->
</title></style></textarea><iframe src=//attack.invalid>
javascript:attack()
<a href="javascript:attack()">x</a>
]]><b onmouseover=attack()>
&lt;script&gt;attack()&lt;/script&gt;
<base href=//attack.invalid><form action=//attack.invalid><input autofocus onfocus=attack()>
XSS
trace-export --all -o html >"$root/page" || fail "html: exit $?"
grep -q attack "$root/page" || fail 'the page does not show the texts'
[ "$(grep -c '<script' "$root/page")" = "$(trace-export --db "$root/escapes.db" --all -o html | grep -c '<script')" ] || fail 'the page has scripts of the recorded text'
grep -oiE '<[a-z!/][^<>]*attack[^<>]*>?' "$root/page" | head -n 3 | grep . && fail 'the page has markup of the recorded text'
grep -oiE '<[^>]*[[:space:]](on[a-z]+|href|src|action)=["'"'"']?[^>]*>' "$root/page" | grep -viE 'href="#' | head -n 3 | grep . && fail 'the page has handlers or links'
grep -qiE 'Content-Security-Policy.*default-src .?none' "$root/page" || fail 'the page has no policy'
exit $failed
