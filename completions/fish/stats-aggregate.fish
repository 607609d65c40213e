# fish completion of stats-aggregate, made by docgen
complete -c stats-aggregate -f
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
complete -c stats-aggregate -l host -x -d 'Only from these hosts.'
complete -c stats-aggregate -l parent -x -d 'Only children of these traces.'
complete -c stats-aggregate -l session -x -d 'Only of these sessions.'
complete -c stats-aggregate -l source -x -d 'Only from these sources.'
complete -c stats-aggregate -l source-ref -x -d 'Only with these references.'
complete -c stats-aggregate -l actor -x -d 'Only by these actors.'
complete -c stats-aggregate -l user -x -d 'Only with requests of these users.'
complete -c stats-aggregate -l token -x -d 'Only with requests of these API tokens.'
complete -c stats-aggregate -l account -x -d 'Only with requests of these accounts.'
complete -c stats-aggregate -l model -x -d 'Only with these models.'
complete -c stats-aggregate -l provider -x -d 'Only with these providers.'
complete -c stats-aggregate -l mode -x -d 'Only in these modes.'
complete -c stats-aggregate -l error-code -x -d 'Only with these error codes.'
complete -c stats-aggregate -l cwd -x -a '(__fish_complete_directories)' -d 'Only started in this folder.'
complete -c stats-aggregate -l tag -x -d 'Only with this tag.'
complete -c stats-aggregate -l min-duration -x -d 'Only at least this long.'
complete -c stats-aggregate -l min-tokens -x -d 'Only with at least N tokens.'
complete -c stats-aggregate -l grep -x -d 'Only where this text occurs.'
complete -c stats-aggregate -l where -x -d 'Only where this SQL expression holds.'
complete -c stats-aggregate -l cost-mode -x -a 'auto calculate reported' -d 'Where a cost comes from.'
complete -c stats-aggregate -l price-file -r -F -d 'Prices to use instead.'
complete -c stats-aggregate -l fail-if -x -d 'Exit 1 with a line for each breach.'
complete -c stats-aggregate -s o -l output -x -a 'table jsonl json csv md html' -d 'How rows are printed.'
complete -c stats-aggregate -l fields -x -d 'Print these columns, in this order.'
complete -c stats-aggregate -l db -r -F -d 'Use this store.'
complete -c stats-aggregate -l config -r -F -d 'Read options from this file.'
complete -c stats-aggregate -l tz -x -a 'local UTC' -d 'Where days begin and times are shown.'
complete -c stats-aggregate -l no-pager -d 'Do not show long tables through a pager.'
complete -c stats-aggregate -l color -x -a 'auto always never' -d 'When to use colors.'
complete -c stats-aggregate -s q -l quiet -d 'Fewer messages on stderr.'
complete -c stats-aggregate -s v -l verbose -d 'More messages on stderr.'
