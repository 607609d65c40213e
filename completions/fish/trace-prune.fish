# fish completion of trace-prune, made by docgen
complete -c trace-prune -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
complete -c trace-prune -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-prune -s h -d 'Show the short help.'
complete -c trace-prune -l help -d 'Show the whole help.'
complete -c trace-prune -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c trace-prune -l older-than -x -d 'Traces that ended longer ago than DUR.'
complete -c trace-prune -l keep-errors -x -d 'Keep failed ones for this long.'
complete -c trace-prune -l since -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began at TIME or later.'
complete -c trace-prune -l until -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began before TIME.'
complete -c trace-prune -l status -x -a '(__fish_append , queued running success error timeout canceled abandoned quota_exceeded)' -d 'Only in these states.'
complete -c trace-prune -l host -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 12 ORDER BY name"))' -d 'Only from these hosts.'
complete -c trace-prune -l parent -x -a '(__fish_append , (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50"))' -d 'Only children of these traces.'
complete -c trace-prune -l session -x -a '(__fish_append , (__trace_stored "SELECT DISTINCT session FROM (SELECT session FROM traces WHERE session IS NOT NULL ORDER BY at DESC LIMIT 200)"))' -d 'Only of these sessions.'
complete -c trace-prune -l source -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 4 ORDER BY name"))' -d 'Only from these sources.'
complete -c trace-prune -l source-ref -x -d 'Only with these references.'
complete -c trace-prune -l actor -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 5 ORDER BY name"))' -d 'Only by these actors.'
complete -c trace-prune -l user -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 9 ORDER BY name"))' -d 'Only with requests of these users.'
complete -c trace-prune -l token -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 7 ORDER BY name"))' -d 'Only with requests of these API tokens.'
complete -c trace-prune -l account -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 8 ORDER BY name"))' -d 'Only with requests of these accounts.'
complete -c trace-prune -l model -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 2 ORDER BY name"))' -d 'Only with these models.'
complete -c trace-prune -l provider -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 3 ORDER BY name"))' -d 'Only with these providers.'
complete -c trace-prune -l mode -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 10 ORDER BY name"))' -d 'Only in these modes.'
complete -c trace-prune -l error-code -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 11 ORDER BY name"))' -d 'Only with these error codes.'
complete -c trace-prune -l cwd -x -a '(__fish_complete_directories)' -d 'Only started in this folder.'
complete -c trace-prune -l tag -x -d 'Only with this tag.'
complete -c trace-prune -l min-duration -x -d 'Only at least this long.'
complete -c trace-prune -l min-tokens -x -d 'Only with at least N tokens.'
complete -c trace-prune -l grep -x -d 'Only where this text occurs.'
complete -c trace-prune -l where -x -d 'Only where this SQL expression holds.'
complete -c trace-prune -s 0 -l null -d 'Ids on stdin end with NUL.'
complete -c trace-prune -l apply -d 'Do it. Without it, only show what would go.'
complete -c trace-prune -l yes -d 'Do not ask; needed without a terminal.'
complete -c trace-prune -l sweep -d 'End traces whose recorder is gone or silent.'
complete -c trace-prune -l vacuum -d 'Give the freed space back.'
complete -c trace-prune -s o -l output -x -a 'table jsonl' -d 'How rows are printed.'
complete -c trace-prune -l db -r -F -d 'Use this store.'
complete -c trace-prune -l config -r -F -d 'Read options from this file.'
complete -c trace-prune -l tz -x -a 'local UTC' -d 'Where days begin and times are shown.'
complete -c trace-prune -l progress -x -a 'auto always never' -d 'When to show a progress line on stderr.'
complete -c trace-prune -s q -l quiet -d 'Fewer messages on stderr.'
complete -c trace-prune -s v -l verbose -d 'More messages on stderr.'
