# fish completion of stats-aggregate, made by docgen
complete -c stats-aggregate -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
function __stats_aggregate_verb -d 'is the verb one of these?'
    set -l verb none
    for word in (commandline -opc)[2..-1]
        if contains -- $word overview by trend dashboard
            set verb $word
            break
        end
    end
    contains -- $verb $argv
end
complete -c stats-aggregate -n '__stats_aggregate_verb none' -a overview -d 'All requests in one row (also without a verb).'
complete -c stats-aggregate -n '__stats_aggregate_verb none' -a by -d 'One row for each value of these dimensions.'
complete -c stats-aggregate -n '__stats_aggregate_verb none' -a trend -d 'One row a day.'
complete -c stats-aggregate -n '__stats_aggregate_verb none' -a dashboard -d 'Today, seven days and the last requests.'
complete -c stats-aggregate -s h -d 'Show the short help.'
complete -c stats-aggregate -l help -d 'Show the whole help.'
complete -c stats-aggregate -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c stats-aggregate -n '__stats_aggregate_verb trend' -l days -x -d 'How many days back.'
complete -c stats-aggregate -l yesterday -d 'The day before today, and nothing else.'
complete -c stats-aggregate -l since -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began at TIME or later.'
complete -c stats-aggregate -l until -x -a 'today yesterday 1h 24h 7d 30d' -d 'Only what began before TIME.'
complete -c stats-aggregate -l status -x -a '(__fish_append , queued running success error timeout canceled abandoned quota_exceeded)' -d 'Only in these states.'
complete -c stats-aggregate -l host -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 12 ORDER BY name"))' -d 'Only from these hosts.'
complete -c stats-aggregate -l parent -x -a '(__fish_append , (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50"))' -d 'Only children of these traces.'
complete -c stats-aggregate -l session -x -a '(__fish_append , (__trace_stored "SELECT DISTINCT session FROM (SELECT session FROM traces WHERE session IS NOT NULL ORDER BY at DESC LIMIT 200)"))' -d 'Only of these sessions.'
complete -c stats-aggregate -l source -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 4 ORDER BY name"))' -d 'Only from these sources.'
complete -c stats-aggregate -l source-ref -x -d 'Only with these references.'
complete -c stats-aggregate -l actor -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 5 ORDER BY name"))' -d 'Only by these actors.'
complete -c stats-aggregate -l user -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 9 ORDER BY name"))' -d 'Only with requests of these users.'
complete -c stats-aggregate -l token -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 7 ORDER BY name"))' -d 'Only with requests of these API tokens.'
complete -c stats-aggregate -l account -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 8 ORDER BY name"))' -d 'Only with requests of these accounts.'
complete -c stats-aggregate -l model -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 2 ORDER BY name"))' -d 'Only with these models.'
complete -c stats-aggregate -l provider -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 3 ORDER BY name"))' -d 'Only with these providers.'
complete -c stats-aggregate -l mode -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 10 ORDER BY name"))' -d 'Only in these modes.'
complete -c stats-aggregate -l error-code -x -a '(__fish_append , (__trace_stored "SELECT name FROM dict WHERE kind = 11 ORDER BY name"))' -d 'Only with these error codes.'
complete -c stats-aggregate -l cwd -x -a '(__fish_complete_directories)' -d 'Only started in this folder.'
complete -c stats-aggregate -l tag -x -d 'Only with this tag.'
complete -c stats-aggregate -l min-duration -x -d 'Only at least this long.'
complete -c stats-aggregate -l min-tokens -x -d 'Only with at least N tokens.'
complete -c stats-aggregate -l grep -x -d 'Only where this text occurs.'
complete -c stats-aggregate -l where -x -d 'Only where this SQL expression holds.'
complete -c stats-aggregate -l cost-mode -x -a 'auto calculate reported' -d 'Where a cost comes from.'
complete -c stats-aggregate -l price-file -r -F -d 'Prices to use instead.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l reprice -d 'Show what these prices change in the sums.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l apply -d 'Make the sums again at these prices.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l yes -d 'Do not ask; needed without a terminal.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l refresh -d 'Bring the sums up to date, print nothing.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l rebuild -d 'Make the sums again.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l max-age -x -d 'Sums that are younger are fresh.'
complete -c stats-aggregate -l fail-if -x -d 'Exit 1 with a line for each breach.'
complete -c stats-aggregate -l budget -x -d 'Show how much of it is used.'
complete -c stats-aggregate -n '__stats_aggregate_verb none overview' -l audit -d 'Prove that every token is counted once.'
complete -c stats-aggregate -s o -l output -x -a 'table jsonl json csv md html' -d 'How rows are printed.'
complete -c stats-aggregate -l fields -x -d 'Print these columns, in this order.'
complete -c stats-aggregate -l db -r -F -d 'Use this store.'
complete -c stats-aggregate -l config -r -F -d 'Read options from this file.'
complete -c stats-aggregate -l archives -r -F -d 'Where archived months are, which are read, too.'
complete -c stats-aggregate -l tz -x -a 'local UTC' -d 'Where days begin and times are shown.'
complete -c stats-aggregate -l no-pager -d 'Do not show long tables through a pager.'
complete -c stats-aggregate -l color -x -a 'auto always never' -d 'When to use colors.'
complete -c stats-aggregate -s q -l quiet -d 'Fewer messages on stderr.'
complete -c stats-aggregate -s v -l verbose -d 'More messages on stderr.'
