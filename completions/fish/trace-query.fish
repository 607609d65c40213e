# fish completion of trace-query, made by docgen
complete -c trace-query -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
function __trace_query_verb -d 'is the verb one of these?'
    set -l verb none
    for word in (commandline -opc)[2..-1]
        if contains -- $word list show events requests conversations search diff bisect job follow status sql
            set verb $word
            break
        end
    end
    contains -- $verb $argv
end
complete -c trace-query -n '__trace_query_verb none' -a list -d 'Traces, newest first (also without a verb).'
complete -c trace-query -n '__trace_query_verb none' -a show -d 'One trace: head, usage, timeline.'
complete -c trace-query -n '__trace_query_verb show' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a events -d 'The events of a trace.'
complete -c trace-query -n '__trace_query_verb events' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a requests -d 'Model calls, newest first.'
complete -c trace-query -n '__trace_query_verb none' -a conversations -d 'Prompts and completions that were kept.'
complete -c trace-query -n '__trace_query_verb none' -a search -d 'Where words stand in what was said.'
complete -c trace-query -n '__trace_query_verb none' -a diff -d 'Where two runs part, and what changed.'
complete -c trace-query -n '__trace_query_verb diff' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a bisect -d 'Which of many runs is the first bad one.'
complete -c trace-query -n '__trace_query_verb bisect' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a job -d 'One job: its state, its logs, what is missing.'
complete -c trace-query -n '__trace_query_verb job' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a follow -d 'What is there, then what comes, to the end.'
complete -c trace-query -n '__trace_query_verb follow' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-query -n '__trace_query_verb none' -a status -d 'Size, rows, spool, rates, running traces.'
complete -c trace-query -n '__trace_query_verb none' -a sql -d 'Read-only SQL over documented views.'
complete -c trace-query -s h -d 'Show the short help.'
complete -c trace-query -l help -d 'Show the whole help.'
complete -c trace-query -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l since -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began at TIME or later.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l until -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began before TIME.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l status -x -a '(__fish_append , queued running success error timeout canceled abandoned quota_exceeded)' -d 'Only in these states.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l host -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 12 ORDER BY name"))' -d 'Only from these hosts.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l parent -x -a '(__fish_append , (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50"))' -d 'Only children of these traces.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l session -x -a '(__fish_append , (__trace_stored "SELECT DISTINCT session FROM (SELECT session FROM traces WHERE session IS NOT NULL ORDER BY at DESC LIMIT 200)"))' -d 'Only of these sessions.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l source -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 4 ORDER BY name"))' -d 'Only from these sources.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l source-ref -x -d 'Only with these references.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l actor -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 5 ORDER BY name"))' -d 'Only by these actors.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l user -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 9 ORDER BY name"))' -d 'Only with requests of these users.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l token -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 7 ORDER BY name"))' -d 'Only with requests of these API tokens.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l account -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 8 ORDER BY name"))' -d 'Only with requests of these accounts.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l model -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 2 ORDER BY name"))' -d 'Only with these models.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l provider -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 3 ORDER BY name"))' -d 'Only with these providers.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l mode -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 10 ORDER BY name"))' -d 'Only in these modes.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l error-code -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 11 ORDER BY name"))' -d 'Only with these error codes.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l cwd -x -a '(__fish_complete_directories)' -d 'Only started in this folder.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l tag -x -d 'Only with this tag.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l min-duration -x -d 'Only at least this long.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l min-tokens -x -d 'Only with at least N tokens.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l grep -x -d 'Only where this text occurs.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search bisect' -l where -x -d 'Only where this SQL expression holds.'
complete -c trace-query -n '__trace_query_verb none list' -l children -d 'List children, too, not only root traces.'
complete -c trace-query -n '__trace_query_verb none list events requests conversations search' -s n -l limit -x -d 'Print at most N rows.'
complete -c trace-query -n '__trace_query_verb none list events requests conversations search' -l all -d 'Print every row.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search' -l sort -x -d 'Sort by this column.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search' -l cursor -x -d 'Continue where that page ended.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search' -l show-cursor -d 'Print where this page ends as the last line.'
complete -c trace-query -n '__trace_query_verb none list requests conversations' -l cursor-file -r -F -d 'Continue from this file and rewrite it.'
complete -c trace-query -n '__trace_query_verb show' -l errors -d 'Only errors.'
complete -c trace-query -n '__trace_query_verb show' -l slow -d 'The slowest steps first.'
complete -c trace-query -n '__trace_query_verb show' -l full -d 'Print payloads as a whole.'
complete -c trace-query -n '__trace_query_verb show' -l request -x -d 'Show this model call instead of a trace.'
complete -c trace-query -n '__trace_query_verb show' -l part -x -a 'prompt completion' -d 'Print this part of a model call, raw.'
complete -c trace-query -n '__trace_query_verb events' -l after -x -d 'Only events after this number.'
complete -c trace-query -n '__trace_query_verb events' -l type -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 1 ORDER BY name"))' -d 'Only events of these types.'
complete -c trace-query -n '__trace_query_verb events' -l severity -x -a '(__fish_append , debug info warn error)' -d 'Only events of these levels.'
complete -c trace-query -n '__trace_query_verb follow' -l tree -d 'Follow sub-agents, too; on a terminal as a screen.'
complete -c trace-query -n '__trace_query_verb follow' -l heartbeat -x -d 'Print a sign of life this often.'
complete -c trace-query -n '__trace_query_verb follow' -l retry -x -d 'Wait this long to open a store again.'
complete -c trace-query -n '__trace_query_verb follow' -l expect-source -x -a '(__trace_stored "SELECT name FROM dict WHERE kind = 4 ORDER BY name")' -d 'Refuse a trace from another source.'
complete -c trace-query -n '__trace_query_verb bisect' -l bad -x -d 'Runs of which this holds are bad.'
complete -c trace-query -s o -l output -x -a 'table jsonl json csv tsv md sse' -d 'How rows are printed.'
complete -c trace-query -n '__trace_query_verb none list events requests conversations search sql' -l fields -x -d 'Print these columns, in this order.'
complete -c trace-query -n '__trace_query_verb none list requests conversations search' -l count -d 'Print only how many there are.'
complete -c trace-query -l explain -d 'Show the plan of the query on stderr.'
complete -c trace-query -s e -l exit-status -d 'Exit with 1 when nothing matched.'
complete -c trace-query -n '__trace_query_verb show diff bisect follow' -s 0 -l null -d 'Ids on stdin end with NUL.'
complete -c trace-query -l db -r -F -d 'Use this store.'
complete -c trace-query -l config -r -F -d 'Read options from this file.'
complete -c trace-query -l tz -x -a 'local UTC' -d 'Where days begin and times are shown.'
complete -c trace-query -l no-pager -d 'Do not show long tables through a pager.'
complete -c trace-query -l color -x -a 'auto always never' -d 'When to use colors.'
complete -c trace-query -s q -l quiet -d 'Fewer messages on stderr.'
complete -c trace-query -s v -l verbose -d 'More messages on stderr.'
