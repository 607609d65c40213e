# fish completion of trace-export, made by docgen
complete -c trace-export -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
complete -c trace-export -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-export -s h -d 'Show the short help.'
complete -c trace-export -l help -d 'Show the whole help.'
complete -c trace-export -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c trace-export -l since -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began at TIME or later.'
complete -c trace-export -l until -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began before TIME.'
complete -c trace-export -l status -x -a '(__fish_append , queued running success error timeout canceled abandoned quota_exceeded)' -d 'Only in these states.'
complete -c trace-export -l host -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 12 ORDER BY name"))' -d 'Only from these hosts.'
complete -c trace-export -l parent -x -a '(__fish_append , (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50"))' -d 'Only children of these traces.'
complete -c trace-export -l session -x -a '(__fish_append , (__trace_stored "SELECT DISTINCT session FROM (SELECT session FROM traces WHERE session IS NOT NULL ORDER BY at DESC LIMIT 200)"))' -d 'Only of these sessions.'
complete -c trace-export -l source -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 4 ORDER BY name"))' -d 'Only from these sources.'
complete -c trace-export -l source-ref -x -d 'Only with these references.'
complete -c trace-export -l actor -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 5 ORDER BY name"))' -d 'Only by these actors.'
complete -c trace-export -l user -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 9 ORDER BY name"))' -d 'Only with requests of these users.'
complete -c trace-export -l token -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 7 ORDER BY name"))' -d 'Only with requests of these API tokens.'
complete -c trace-export -l account -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 8 ORDER BY name"))' -d 'Only with requests of these accounts.'
complete -c trace-export -l model -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 2 ORDER BY name"))' -d 'Only with these models.'
complete -c trace-export -l provider -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 3 ORDER BY name"))' -d 'Only with these providers.'
complete -c trace-export -l mode -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 10 ORDER BY name"))' -d 'Only in these modes.'
complete -c trace-export -l error-code -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 11 ORDER BY name"))' -d 'Only with these error codes.'
complete -c trace-export -l cwd -x -a '(__fish_complete_directories)' -d 'Only started in this folder.'
complete -c trace-export -l tag -x -d 'Only with this tag.'
complete -c trace-export -l min-duration -x -d 'Only at least this long.'
complete -c trace-export -l min-tokens -x -d 'Only with at least N tokens.'
complete -c trace-export -l grep -x -d 'Only where this text occurs.'
complete -c trace-export -l where -x -d 'Only where this SQL expression holds.'
complete -c trace-export -l all -d 'Export everything.'
complete -c trace-export -s 0 -l null -d 'Ids on stdin end with NUL.'
complete -c trace-export -s o -l output -x -a 'jsonl json csv txt md html otlp chrome raw' -d 'What is written.'
complete -c trace-export -l to -r -F -d 'Write here; the file appears whole or not at all.'
complete -c trace-export -l kinds -x -a '(__fish_append , trace event request content)' -d 'Only records of these kinds; csv takes one.'
complete -c trace-export -l sanitize -d 'Apply the rules for secrets once more.'
complete -c trace-export -l db -r -F -d 'Use this store.'
complete -c trace-export -l config -r -F -d 'Read options from this file.'
complete -c trace-export -l tz -x -a 'local UTC' -d 'Where days begin and times are shown.'
complete -c trace-export -l progress -x -a 'auto always never' -d 'When to show a progress line on stderr.'
complete -c trace-export -s q -l quiet -d 'Fewer messages on stderr.'
complete -c trace-export -s v -l verbose -d 'More messages on stderr.'
