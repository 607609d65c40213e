# fish completion of log-sanitize, made by docgen
complete -c log-sanitize -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
complete -c log-sanitize -F
complete -c log-sanitize -s h -d 'Show the short help.'
complete -c log-sanitize -l help -d 'Show the whole help.'
complete -c log-sanitize -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c log-sanitize -l format -x -a 'auto jsonl json text http sse url' -d 'How the input is written.'
complete -c log-sanitize -l rules -r -F -d 'More rules that say what a secret is.'
complete -c log-sanitize -l enable -x -d 'Use these rules, too.'
complete -c log-sanitize -l disable -x -d 'Do not use these rules.'
complete -c log-sanitize -l field -x -d 'What stands in these fields is a secret.'
complete -c log-sanitize -l allow -x -d 'What stands in these fields is none.'
complete -c log-sanitize -l list-rules -d 'List the rules and end.'
complete -c log-sanitize -l test-rules -d 'Run the examples of the rules and end.'
complete -c log-sanitize -l strategy -x -a 'mask remove hash' -d 'What becomes of a secret.'
complete -c log-sanitize -l key-file -r -F -d 'The key of keyed pseudonyms.'
complete -c log-sanitize -l check -d 'Print nothing; exit with 1 when there is a secret.'
complete -c log-sanitize -l report -r -F -d 'Write rule, place, length and pseudonym of findings.'
complete -c log-sanitize -l in-place -d 'Rewrite the files.'
complete -c log-sanitize -l config -r -F -d 'Read options from this file.'
complete -c log-sanitize -s q -l quiet -d 'Fewer messages on stderr.'
complete -c log-sanitize -s v -l verbose -d 'More messages on stderr.'
