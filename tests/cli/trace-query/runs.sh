# shellcheck shell=bash
# Records three runs that fix the same bug: the second reads another file, the third fails; cases
# begin with `. "$CASE/../runs.sh"`.
export TRACE_DB=$PWD/t.db
run() {  # run ID MINUTE STATUS FILE RESULT…
  local id=$1 minute=$2 status=$3 file=$4 answer=$5
  cat <<LINES
{"kind":"trace","id":"$id","title":"Fix the bug","source":"cli","status":"running","started_at":"2025-11-20T01:0$minute:00Z"}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:01Z","type":"tool_call","payload":{"type":"tool_use","id":"$id-1","name":"Bash","input":{"command":"ls"}}}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:02Z","type":"tool_result","payload":{"type":"tool_result","tool_use_id":"$id-1","content":"a.c b.c"}}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:03Z","type":"tool_call","payload":{"type":"tool_use","id":"$id-2","name":"Read","input":{"file_path":"$file"}}}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:04Z","type":"tool_result","payload":{"type":"tool_result","tool_use_id":"$id-2","content":[{"type":"text","text":"int $file;"}]}}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:05Z","type":"tool_call","payload":{"type":"tool_use","id":"$id-3","name":"Bash","input":{"command":"make"}}}
{"kind":"event","trace":"$id","at":"2025-11-20T01:0$minute:06Z","type":"tool_result","payload":{"type":"tool_result","tool_use_id":"$id-3","content":"$answer"}}
{"kind":"request","id":"$id-r","trace":"$id","model":"m","requested_at":"2025-11-20T01:0$minute:00Z","input_tokens":${minute}00,"output_tokens":10,"cost_usd":0.0$minute}
{"kind":"trace","id":"$id","status":"$status","ended_at":"2025-11-20T01:0$minute:1${minute}Z","duration_ms":1${minute}000}
LINES
}
{
  run first-run 1 success a.c "done"
  run other-run 2 success b.c "done"
  run third-run 3 error b.c 'no rule'
} | trace-record --format native >/dev/null
