#include "trace-record/options.h"

#include "dialects/registry.h"

#include <array>
#include <limits>
#include <span>
#include <vector>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;
using enum RecordVerb;

constexpr auto kNoLimit = std::numeric_limits<std::int64_t>::max();

constexpr std::array kVerbs{
    cli::verb("", record, "", "Record stdin as it comes."),
    cli::verb("run", run, "-- CMD [ARG…]", "Run a command as one trace."),
    cli::verb("start", start, "", "Begin a trace and print its id."),
    cli::verb("log", log, "T [MESSAGE|-]", "Add an event to a trace."),
    cli::verb("finish", finish, "T", "End a trace."),
    cli::verb("import", adopt, "PATH…", "Adopt session files and logs; safe to repeat."),
    cli::verb("replay", replay, "", "Load what waits in the spool."),
    cli::verb("token", token, "list | set ID [KEY=VALUE…]",
              "Per API token: its name, is content kept?"),
    cli::verb("config", config, "list | get KEY | set KEY VALUE", "Settings kept in the store."),
};

// `auto`, then the names that the registry offers.
std::span<const cli::Choice> dialect_choices() {
  static const auto kChoices = [] {
    std::vector<cli::Choice> out{choice("auto", 0, "decided on the first lines")};
    for (const auto& entry : dialects::all())
      if (!entry.brief.empty())
        out.push_back(choice(entry.name, static_cast<int>(out.size()), entry.brief));
    return out;
  }();
  return kChoices;
}

constexpr std::array kKeeps{choice("summary", Keep::summary, "trace and usage only"),
                            choice("events", Keep::events, "events without payload"),
                            choice("full", Keep::full, "everything")};
constexpr std::array kContents{choice("none", ContentPolicy::none, "no conversation content"),
                               choice("full", ContentPolicy::full, "conversation content, too")};
constexpr std::array kOverflows{choice("spool", OverflowPolicy::spool, "keep it in a file"),
                                choice("block", OverflowPolicy::block, "let the agent wait"),
                                choice("drop", OverflowPolicy::drop, "shed the oldest, counted")};
constexpr std::array kDurabilities{choice("full", DurabilityLevel::full, "survives a power cut"),
                                   choice("normal", DurabilityLevel::normal, "survives a crash"),
                                   choice("memory", DurabilityLevel::memory, "survives nothing")};
constexpr std::array kAcks{choice("batch", AckMode::batch, "after each commit"),
                           choice("line", AckMode::line, "after each line")};
constexpr std::array kStrategies{
    choice("mask", SecretStrategy::mask, "show that something was there"),
    choice("remove", SecretStrategy::remove, "leave nothing"),
    choice("hash", SecretStrategy::hash, "a keyed pseudonym")};
constexpr std::array kSeverities{
    choice("debug", EventSeverity::debug), choice("info", EventSeverity::info),
    choice("warn", EventSeverity::warn), choice("error", EventSeverity::error)};
constexpr std::array kEndStates{choice("success", 0), choice("error", 1), choice("timeout", 2),
                                choice("canceled", 3), choice("abandoned", 4)};
constexpr std::array kFormats{choice("table", RecordFormat::table, "aligned columns"),
                              choice("jsonl", RecordFormat::jsonl, "one JSON object a line")};

void declare_input(Command& c, InputOptions& o) {
  c.group("Input");
  c.choice("--format", o.format, dialect_choices(), "NAME", "How the input is written.")
      .on(record, run, adopt)
      .first_screen();
  c.flag("--tee", o.tee, "Copy stdin to stdout, byte for byte.")
      .details("Without it stdout gets one trace id a line, as soon as each trace is opened.")
      .on(record)
      .first_screen();
  c.value("--rejects", o.rejects, ValueKind::file, "FILE",
          "Put lines that were not understood here.")
      .on(record, run, replay, adopt);
  c.flag("--strict", o.strict, "Stop at the first line that is not understood.")
      .details("So is an object in which a key stands twice, in lines of up to 1 MiB.")
      .on(record, run, adopt);
  c.value("--max-line", o.max_line, ValueKind::bytes, "BYTES", "Keep longer lines in pieces.")
      .details("With --strict they are refused.")
      .range(1024, std::int64_t{1} << 30)
      .on(record, run, adopt);
  c.choice("--eof-status", o.eof_status, kEndStates, "S", "End state when the input does not say.")
      .details(
          "For the trace that the pipe itself opened; a stream cut off in the middle is abandoned.")
      .on(record);
}

void declare_fields(Command& c, TraceFields& o) {
  struct Field {
    std::string_view name;
    std::string TraceFields::*text;
    std::string_view metavar;
    std::string_view brief;
  };
  static constexpr std::array kFields{
      Field{"--id", &TraceFields::id, "ID", "Id of the new trace."},
      Field{"--title", &TraceFields::title, "TEXT", "Title of the new trace."},
      Field{"--source", &TraceFields::source, "WORD", "What started it: chat, skill, cli, …."},
      Field{"--source-ref", &TraceFields::source_ref, "TEXT", "What in the source it belongs to."},
      Field{"--session", &TraceFields::session, "ID", "Session that it belongs to."},
      Field{"--message-id", &TraceFields::message_id, "ID", "Message that it answers."},
      Field{"--client-message-id", &TraceFields::client_message_id, "ID",
            "The client's id of that message."},
      Field{"--parent", &TraceFields::parent, "T", "Trace that it is a child of."},
      Field{"--actor", &TraceFields::actor, "NAME", "Who or what acts."},
      Field{"--mode", &TraceFields::mode, "WORD", "Mode of the agent."},
  };
  c.group("The trace");
  for (const Field& field : kFields) {
    auto& doc = c.value(field.name, o.*field.text, ValueKind::text, field.metavar, field.brief);
    doc.no_variable().allow_empty().on(record, run, start);
    if (field.text == &TraceFields::title) doc.first_screen();
  }
  c.value("--tag", o.tags, ValueKind::text, "K=V", "Tag of the new trace; may be repeated.")
      .no_variable()
      .on(record, run, start);
}

void declare_keep(Command& c, KeepOptions& o) {
  c.group("What is kept");
  c.flag("--trace", o.trace, "Record, whatever the settings say.")
      .no_variable()
      .on(record, run, start);
  c.flag("--no-trace", o.no_trace, "Do not record; everything passes through.")
      .no_variable()
      .on(record, run, start);
  c.flag("--remember", o.remember, "Keep that decision for the session.")
      .no_variable()
      .on(record, run, start);
  c.choice("--keep", o.keep, kKeeps, "LEVEL", "How much is kept.")
      .on(record, run, start, adopt)
      .first_screen();
  c.choice("--content", o.content, kContents, "LEVEL", "Keep the conversations of model calls?")
      .details("A token that is set to full overrides it for its own requests.")
      .setting("conversations.enabled")
      .on(record, run, replay, adopt);
  c.value("--max-events", o.max_events, ValueKind::number, "N", "Keep at most N events a trace.")
      .details("Errors and end states are always kept, and the cut is recorded.")
      .range(1, kNoLimit)
      .setting("max_events")
      .on(record, run, log, adopt);
  c.value("--max-payload", o.max_payload, ValueKind::bytes, "BYTES", "Cut larger payloads.")
      .details("A cut payload carries its length and SHA-256.")
      .range(0, kNoLimit)
      .setting("payload_max_length")
      .on(record, run, log, adopt);
  c.flag("--no-sanitize", o.no_sanitize, "Keep secrets as they are.")
      .command_line_only()
      .on(record, run, start, log, finish, adopt);
  c.value("--rules", o.rules, ValueKind::file, "FILE", "More rules that say what a secret is.")
      .on(record, run, start, log, finish, adopt);
  c.choice("--strategy", o.strategy, kStrategies, "NAME", "What becomes of a secret.")
      .on(record, run, start, log, finish, adopt);
}

void declare_limits(Command& c, LimitOptions& o) {
  c.group("Limits");
  c.value("--idle-timeout", o.idle_timeout, ValueKind::duration, "DUR",
          "Note a silence of this length.")
      .setting("idle_timeout_ms")
      .on(record, run);
  c.value("--on-idle", o.on_idle, ValueKind::text, "CMD",
          "Run this shell command on such a silence.")
      .on(record, run);
  c.value("--timeout", o.timeout, ValueKind::duration, "DUR", "End the trace after this time.")
      .details("Under run the child gets TERM, then KILL.")
      .on(record, run);
  c.value("--max-cost", o.max_cost, ValueKind::real, "USD",
          "Warn when it costs more; run ends the child.")
      .range(0, kNoLimit)
      .on(record, run);
  c.value("--max-tokens", o.max_tokens, ValueKind::number, "N",
          "Warn at more tokens; run ends the child.")
      .range(1, kNoLimit)
      .on(record, run);
}

void declare_delivery(Command& c, DeliveryOptions& o) {
  c.group("Delivery");
  c.value("--batch", o.batch, ValueKind::number, "N", "Rows of one commit.")
      .default_is("adaptive, 100 to 1000")
      .range(1, 100000)
      .setting("batch_size")
      .on(record, run, replay);
  c.value("--flush", o.flush, ValueKind::duration, "DUR", "Commit at the latest after this time.")
      .setting("batch_interval")
      .on(record, run);
  c.value("--queue", o.queue, ValueKind::number, "N", "Most records that wait in memory.")
      .range(1, 10'000'000)
      .setting("buffer_size")
      .on(record, run);
  c.choice("--overflow", o.overflow, kOverflows, "POLICY",
           "What to do when the store cannot take more.")
      .on(record, run);
  c.value("--spool-dir", o.spool_dir, ValueKind::directory, "DIR", "Where the spool is.")
      .default_is("beside the store")
      .on(record, run, start, log, finish, replay);
  c.value("--spool-max", o.spool_max, ValueKind::bytes, "BYTES",
          "Most bytes that wait in one spool.")
      .details("Beyond it the next place is tried; when all refuse, what is lost is counted.")
      .range(0, kNoLimit)
      .setting("spool_max_bytes")
      .on(record, run, start, log, finish);
  c.choice("--durability", o.durability, kDurabilities, "LEVEL", "What a commit survives.")
      .on(record, run, start, log, finish, replay);
  c.choice("--ack", o.ack, kAcks, "WHEN", "Say on stderr up to which line all is durable.")
      .on(record);
  c.value("--ack-fd", o.ack_fd, ValueKind::number, "N", "Say it on this file descriptor.")
      .range(0, 65535)
      .on(record);
  c.value("--metrics", o.metrics, ValueKind::file, "FILE", "Write counters as JSON.")
      .on(record, run);
  c.value("--status-file", o.status_file, ValueKind::file, "FILE",
          "Write how the recording goes as JSON.")
      .on(record, run);
}

void declare_life(Command& c, LifeOptions& o) {
  c.group("log and finish");
  c.value("--type", o.type, ValueKind::text, "WORD", "Type of the event.").no_variable().on(log);
  c.choice("--severity", o.severity, kSeverities, "LEVEL", "Level of the event.")
      .no_variable()
      .on(log);
  c.value("--payload", o.payload, ValueKind::text, "JSON", "Payload of the event.")
      .no_variable()
      .on(log);
  c.choice("--status", o.status, kEndStates, "S", "End state.").no_variable().on(finish);
  c.value("--error-code", o.error_code, ValueKind::text, "CODE", "What failed, as a code.")
      .no_variable()
      .on(finish);
  c.value("--error-message", o.error_message, ValueKind::text, "TEXT", "What failed, in words.")
      .no_variable()
      .on(finish);
  c.value("--result", o.result, ValueKind::text, "JSON", "Result of the trace.")
      .no_variable()
      .on(finish);
}

void declare_examples(Command& c) {
  c.example("claude -p 'fix it' --output-format stream-json | trace-record --tee",
            "Record an agent and keep its output");
  c.example("trace-record run --timeout 30m -- make check",
            "Run a command as one trace, for half an hour at most");
  c.example("T=$(trace-record start --title nightly)", "Begin a trace in a shell script");
  c.example("trace-record log \"$T\" --severity warn 'disk is nearly full'", "Add an event to it");
  c.example("trace-record finish \"$T\" --status success", "End it");
  c.example("trace-record import claude codex gemini", "Adopt what agents wrote last month");
  c.example("trace-record config list", "Show every setting and where it comes from");
}

}  // namespace

void declare(Command& c, RecordOptions& o) {
  c.about("trace-record", "record what agents do, without getting in their way");
  c.verbs(o.verb, kVerbs);
  c.after_dashes(o.child, "CMD [ARG…]", "The command to run.").at_least(1).on(run);
  c.operands(o.operands, ValueKind::text, "T [MESSAGE|-]", "A trace, and what to say about it.")
      .at_least(1)
      .on(log);
  c.operands(o.operands, ValueKind::file, "PATH…",
             "Files, folders, patterns, names of agents (claude, codex, gemini, opencode, copilot, "
             "pi, qwen, iflow, kimi, amp, droid), or - for a list on stdin.")
      .at_least(1)
      .on(adopt);
  c.operands(o.operands, ValueKind::trace, "T", "The trace to end.").count(1, 1).on(finish);
  c.operands(o.operands, ValueKind::text, "list | set ID [KEY=VALUE…]", "What to do with tokens.")
      .at_least(1)
      .on(token);
  c.operands(o.operands, ValueKind::text, "list | get KEY | set KEY VALUE",
             "What to do with settings.")
      .count(1, 3)
      .on(config);
  declare_input(c, o.input);
  declare_fields(c, o.fields);
  declare_keep(c, o.keep);
  declare_limits(c, o.limits);
  declare_delivery(c, o.delivery);
  c.group("run");
  c.flag("--detach", o.detach, "Print the id and return; the command goes on.")
      .no_variable()
      .on(run);
  c.group("import");
  c.flag("-0,--null", o.paths_end_with_nul, "Ids on stdin end with NUL.")
      .details("For import these are paths.")
      .no_variable()
      .on(adopt);
  c.flag("--watch", o.watch, "Go on with what is written, until a signal.")
      .details("New lines, files and folders are adopted as they come.")
      .on(adopt);
  cli::declare_progress(c, o.progress);
  declare_life(c, o.life);
  c.group("token and config");
  c.choice("-o,--output", o.output, kFormats, "FORMAT", "How rows are printed.")
      .default_is("table on a terminal, jsonl in a pipe")
      .on(token, config);
  cli::declare_store(c, o.store);
  c.flag("--insecure", o.insecure, "Do not warn of a folder that others may write to.");
  cli::declare_key_file(c, o.key_file);
  cli::declare_messages(c, o.messages);
  declare_examples(c);
}

}  // namespace trace::tools
