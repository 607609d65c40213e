# fish completion of trace-record, made by docgen
complete -c trace-record -f
function __trace_stored -d 'what a store has'
    command -q trace-query; or return
    set -l db
    set -l words (commandline -opc)
    if set -l at (contains -i -- --db $words)
        set db --db (string replace -r '^~/' "$HOME/" -- $words[(math $at + 1)])
    end
    trace-query sql $db -o tsv -- $argv[1] 2>/dev/null | tail -n +2
end
function __trace_record_verb -d 'is the verb one of these?'
    set -l verb none
    for word in (commandline -opc)[2..-1]
        if contains -- $word run start log finish import replay token config
            set verb $word
            break
        end
    end
    contains -- $verb $argv
end
complete -c trace-record -n '__trace_record_verb none' -a run -d 'Run a command as one trace.'
complete -c trace-record -n '__trace_record_verb run' -x -a '(__fish_complete_subcommand)'
complete -c trace-record -n '__trace_record_verb none' -a start -d 'Begin a trace and print its id.'
complete -c trace-record -n '__trace_record_verb none' -a log -d 'Add an event to a trace.'
complete -c trace-record -n '__trace_record_verb none' -a finish -d 'End a trace.'
complete -c trace-record -n '__trace_record_verb finish' -k -a 'last (__trace_stored "SELECT uid FROM traces ORDER BY at DESC, id DESC LIMIT 50")' -d 'a trace'
complete -c trace-record -n '__trace_record_verb none' -a import -d 'Adopt session files and logs; safe to repeat.'
complete -c trace-record -n '__trace_record_verb import' -F
complete -c trace-record -n '__trace_record_verb none' -a replay -d 'Load what waits in the spool.'
complete -c trace-record -n '__trace_record_verb none' -a token -d 'Per API token: its name, is content kept?'
complete -c trace-record -n '__trace_record_verb none' -a config -d 'Settings kept in the store.'
complete -c trace-record -s h -d 'Show the short help.'
complete -c trace-record -l help -d 'Show the whole help.'
complete -c trace-record -l version -d 'Show the versions of tool, SQLite and schema.'
complete -c trace-record -n '__trace_record_verb none run import' -l format -x -a 'auto native anthropic openai otlp qwen cursor claude codex gemini copilot amp opencode pi goose kimi journald syslog aider jsonl text' -d 'How the input is written.'
complete -c trace-record -n '__trace_record_verb none' -l tee -d 'Copy stdin to stdout, byte for byte.'
complete -c trace-record -n '__trace_record_verb none run import replay' -l rejects -r -F -d 'Put lines that were not understood here.'
complete -c trace-record -n '__trace_record_verb none run import' -l strict -d 'Stop at the first line that is not understood.'
complete -c trace-record -n '__trace_record_verb none run import' -l max-line -x -d 'Keep longer lines in pieces.'
complete -c trace-record -n '__trace_record_verb none' -l eof-status -x -a 'success error timeout canceled abandoned' -d 'End state when the input does not say.'
complete -c trace-record -n '__trace_record_verb none run start' -l id -x -d 'Id of the new trace.'
complete -c trace-record -n '__trace_record_verb none run start' -l title -x -d 'Title of the new trace.'
complete -c trace-record -n '__trace_record_verb none run start' -l source -x -d 'What started it: chat, skill, cli, ….'
complete -c trace-record -n '__trace_record_verb none run start' -l source-ref -x -d 'What in the source it belongs to.'
complete -c trace-record -n '__trace_record_verb none run start' -l session -x -d 'Session that it belongs to.'
complete -c trace-record -n '__trace_record_verb none run start' -l message-id -x -d 'Message that it answers.'
complete -c trace-record -n '__trace_record_verb none run start' -l client-message-id -x -d 'The client\'s id of that message.'
complete -c trace-record -n '__trace_record_verb none run start' -l parent -x -d 'Trace that it is a child of.'
complete -c trace-record -n '__trace_record_verb none run start' -l actor -x -d 'Who or what acts.'
complete -c trace-record -n '__trace_record_verb none run start' -l mode -x -d 'Mode of the agent.'
complete -c trace-record -n '__trace_record_verb none run start' -l tag -x -d 'Tag of the new trace; may be repeated.'
complete -c trace-record -n '__trace_record_verb none run start' -l trace -d 'Record, whatever the settings say.'
complete -c trace-record -n '__trace_record_verb none run start' -l no-trace -d 'Do not record; everything passes through.'
complete -c trace-record -n '__trace_record_verb none run start' -l remember -d 'Keep that decision for the session.'
complete -c trace-record -n '__trace_record_verb none run start import' -l keep -x -a 'summary events full' -d 'How much is kept.'
complete -c trace-record -n '__trace_record_verb none run import replay' -l content -x -a 'none full' -d 'Keep the conversations of model calls?'
complete -c trace-record -n '__trace_record_verb none run log import' -l max-events -x -d 'Keep at most N events a trace.'
complete -c trace-record -n '__trace_record_verb none run log import' -l max-payload -x -d 'Cut larger payloads.'
complete -c trace-record -n '__trace_record_verb none run start log finish import' -l no-sanitize -d 'Keep secrets as they are.'
complete -c trace-record -n '__trace_record_verb none run start log finish import' -l rules -r -F -d 'More rules that say what a secret is.'
complete -c trace-record -n '__trace_record_verb none run start log finish import' -l strategy -x -a 'mask remove hash' -d 'What becomes of a secret.'
complete -c trace-record -n '__trace_record_verb none run' -l idle-timeout -x -d 'Note a silence of this length.'
complete -c trace-record -n '__trace_record_verb none run' -l on-idle -x -d 'Run this shell command on such a silence.'
complete -c trace-record -n '__trace_record_verb none run' -l timeout -x -d 'End the trace after this time.'
complete -c trace-record -n '__trace_record_verb none run' -l max-cost -x -d 'Warn when it costs more; run ends the child.'
complete -c trace-record -n '__trace_record_verb none run' -l max-tokens -x -d 'Warn at more tokens; run ends the child.'
complete -c trace-record -n '__trace_record_verb none run replay' -l batch -x -d 'Rows of one commit.'
complete -c trace-record -n '__trace_record_verb none run' -l flush -x -d 'Commit at the latest after this time.'
complete -c trace-record -n '__trace_record_verb none run' -l queue -x -d 'Most records that wait in memory.'
complete -c trace-record -n '__trace_record_verb none run' -l overflow -x -a 'spool block drop' -d 'What to do when the store cannot take more.'
complete -c trace-record -n '__trace_record_verb none run start log finish replay' -l spool-dir -x -a '(__fish_complete_directories)' -d 'Where the spool is.'
complete -c trace-record -n '__trace_record_verb none run start log finish' -l spool-max -x -d 'Most bytes that wait in one spool.'
complete -c trace-record -n '__trace_record_verb none run start log finish replay' -l durability -x -a 'full normal memory' -d 'What a commit survives.'
complete -c trace-record -n '__trace_record_verb none' -l ack -x -a 'batch line' -d 'Say on stderr up to which line all is durable.'
complete -c trace-record -n '__trace_record_verb none' -l ack-fd -x -d 'Say it on this file descriptor.'
complete -c trace-record -n '__trace_record_verb none run' -l metrics -r -F -d 'Write counters as JSON.'
complete -c trace-record -n '__trace_record_verb none run' -l status-file -r -F -d 'Write how the recording goes as JSON.'
complete -c trace-record -n '__trace_record_verb run' -l detach -d 'Print the id and return; the command goes on.'
complete -c trace-record -n '__trace_record_verb import' -s 0 -l null -d 'Ids on stdin end with NUL.'
complete -c trace-record -n '__trace_record_verb import' -l watch -d 'Go on with what is written, until a signal.'
complete -c trace-record -l progress -x -a 'auto always never' -d 'When to show a progress line on stderr.'
complete -c trace-record -n '__trace_record_verb log' -l type -x -d 'Type of the event.'
complete -c trace-record -n '__trace_record_verb log' -l severity -x -a 'debug info warn error' -d 'Level of the event.'
complete -c trace-record -n '__trace_record_verb log' -l payload -x -d 'Payload of the event.'
complete -c trace-record -n '__trace_record_verb finish' -l status -x -a 'success error timeout canceled abandoned' -d 'End state.'
complete -c trace-record -n '__trace_record_verb finish' -l error-code -x -d 'What failed, as a code.'
complete -c trace-record -n '__trace_record_verb finish' -l error-message -x -d 'What failed, in words.'
complete -c trace-record -n '__trace_record_verb finish' -l result -x -d 'Result of the trace.'
complete -c trace-record -n '__trace_record_verb token config' -s o -l output -x -a 'table jsonl' -d 'How rows are printed.'
complete -c trace-record -l db -r -F -d 'Use this store.'
complete -c trace-record -l config -r -F -d 'Read options from this file.'
complete -c trace-record -l insecure -d 'Do not warn of a folder that others may write to.'
complete -c trace-record -l key-file -r -F -d 'The key of keyed pseudonyms.'
complete -c trace-record -s q -l quiet -d 'Fewer messages on stderr.'
complete -c trace-record -s v -l verbose -d 'More messages on stderr.'
