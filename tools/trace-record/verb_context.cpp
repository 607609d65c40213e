#include "trace-record/verb_context.h"

#include "trace-record/recording_parts.h"

#include "base/error.h"
#include "common/message.h"
#include "common/resolve.h"
#include "common/setting_variables.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "common/value.h"
#include "model/ids.h"
#include "store/switches.h"

#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

// A variable that is 0 or 1; empty counts as missing.
std::optional<bool> read_switch(const cli::Environment& environment, std::string_view name) {
  const auto text = environment.get_filled(name);
  if (!text) return std::nullopt;
  const auto value = cli::parse_switch(*text);
  if (!value)
    throw Failure(Errc::configuration,
                  "variable " + std::string(name) + ": " + value.error().message);
  return *value;
}

ingest::Stage read_stage(const cli::Environment& environment) {
  const auto text = environment.get_filled("TRACE_ENV");
  if (!text || *text == "dev" || *text == "development") return ingest::Stage::dev;
  if (*text == "prod" || *text == "production") return ingest::Stage::prod;
  throw Failure(Errc::configuration, "variable TRACE_ENV: expected dev or prod");
}

// The owner of the store; who would make it owns it. The superuser may all that the owner may.
bool owns(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return true;
  return ::geteuid() == 0 || st.st_uid == ::geteuid();
}

// Nothing is in it yet, or its maker died in the middle: a writer puts that right.
bool is_half_made(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0 || ::access(path.c_str(), W_OK) != 0) return false;
  return st.st_size == 0 || ::access((path + "-journal").c_str(), F_OK) == 0;
}

// The 32 digits of `00-<trace>-<span>-<flags>` (W3C Trace Context) as a UUID.
std::optional<std::string> uuid_of_traceparent(std::string_view text) {
  if (text.size() < 55 || text[2] != '-' || text[35] != '-') return std::nullopt;
  std::string id = model::trace_hex(text.substr(3, 32));
  if (id.empty()) return std::nullopt;
  for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, "-");
  return id;
}

}  // namespace

VerbContext::VerbContext(RecordOptions& options, cli::Command& command)
    : options_(options),
      command_(command),
      environment_(cli::Environment::of_process()),
      clock_(cli::make_clock(environment_)),
      path_(cli::store_path(options.store, environment_)) {
  digest::digest_init();
}

store::Database* VerbContext::reader() {
  if (!was_opened_) {
    was_opened_ = true;
    try {
      reader_.emplace(store::open_for_reading(path_));
    } catch (const Failure& failure) {
      // What passes through must go on, whatever is wrong with the store; the delivery says it.
      const bool passes = options_.verb == RecordVerb::record || options_.verb == RecordVerb::run;
      const bool is_away = failure.code() == Errc::not_found || failure.code() == Errc::busy;
      if (!is_away && !passes && !is_half_made(path_)) throw;
    }
  }
  return reader_ ? &*reader_ : nullptr;
}

const store::Settings& VerbContext::settings() {
  if (!settings_) {
    store::Database* db = reader();
    settings_ = db != nullptr ? store::Settings::load(*db) : store::Settings();
    cli::apply_variables(*settings_, environment_);
  }
  return *settings_;
}

void VerbContext::adopt_settings(cli::Command& command) {
  cli::adopt_settings(command, [&](std::string_view key) -> std::optional<std::string> {
    auto value = settings().get(key);
    const store::SettingDoc* doc = store::find_setting(key);
    if (!value || doc == nullptr) return value;
    // As the option spells it.
    if (doc->kind == store::SettingKind::milliseconds) return *value + "ms";
    if (key == "conversations.enabled") return *value == "true" ? "full" : "none";
    return value;
  });
}

ingest::SwitchInputs VerbContext::switch_inputs() {
  const KeepOptions& keep = options_.keep;
  ingest::SwitchInputs in;
  if (keep.trace && keep.no_trace)
    throw Failure(Errc::bad_usage, "--trace and --no-trace exclude each other");
  if (keep.trace || keep.no_trace) in.flag = keep.trace;
  in.variable = read_switch(environment_, "TRACE_ENABLED");
  in.tracker = read_switch(environment_, "TRACE_EXECUTION_TRACKER_ENABLED");
  in.stage = read_stage(environment_);
  in.settings = settings().switches();
  in.is_admin = owns(path_);
  if (store::Database* db = reader(); db != nullptr)
    in.remembered = store::remembered_switch(*db, options_.fields.session);
  return in;
}

ingest::SwitchDecision VerbContext::decide() {
  const KeepOptions& keep = options_.keep;
  const ingest::SwitchInputs in = switch_inputs();
  if (keep.remember && !in.flag)
    throw Failure(Errc::bad_usage, "--remember needs --trace or --no-trace");
  if (keep.remember && options_.fields.session.empty())
    throw Failure(Errc::bad_usage, "--remember needs --session");
  const ingest::SwitchDecision decision = ingest::decide(in);
  // A flag that was overruled is not kept: it would hold as soon as the rule is gone.
  if (keep.remember && decision.source == ingest::SwitchSource::flag) remember(decision);
  const bool to_person = cli::is_terminal(STDERR_FILENO);
  if (keep.trace && decision.record && to_person)
    say("the whole task is recorded, which may cost some speed and space");
  if (keep.trace && !decision.record)
    say("not recorded: only the owner of the store may (setting admin_only)");
  return decision;
}

void VerbContext::remember(const ingest::SwitchDecision& decision) {
  store::Database db = open_for_writing();
  store::StoreLock lock(path_);
  store::remember_switch(db, lock, options_.fields.session, decision.record, now());
}

bool VerbContext::is_switched_off() {
  const auto variable = read_switch(environment_, "TRACE_ENABLED");
  const auto tracker = read_switch(environment_, "TRACE_EXECUTION_TRACKER_ENABLED");
  if (variable == false || tracker == false) return true;
  if (variable == true || tracker == true) return false;
  const ingest::SwitchSettings s = settings().switches();
  return !s.enabled || !s.tracker_enabled;
}

std::optional<std::string> VerbContext::enclosing_trace() const {
  if (const auto id = environment_.get("TRACE_ID")) return std::string(*id);
  const auto parent = environment_.get_filled("TRACEPARENT");
  return parent ? uuid_of_traceparent(*parent) : std::nullopt;
}

void VerbContext::forget_enclosing_trace() {
  std::vector<std::string_view> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    if (!variable.starts_with("TRACE_ID=") && !variable.starts_with("TRACEPARENT="))
      kept.push_back(variable);
  }
  environment_ = cli::Environment(std::move(kept));
}

cli::Exit VerbContext::deliver(const ingest::Batch& batch) {
  if (batch.empty()) return cli::Exit::ok;
  if (!delivery_)
    delivery_ = std::make_unique<store::Delivery>(delivery_ports_of(options_, environment_),
                                                  ingest::Overflow::spool);
  const ingest::Batch* const only = &batch;
  delivery_->write({&only, 1});
  if (!delivery_->is_kept()) return cli::Exit::io;
  return delivery_->is_spooling() ? cli::Exit::waiting : cli::Exit::ok;
}

std::int64_t VerbContext::duplicate_finishes() const {
  return delivery_ ? delivery_->store_counters().duplicate_finishes : 0;
}

void VerbContext::close() {
  delivery_.reset();
  reader_.reset();
  was_opened_ = false;
}

void VerbContext::forget_settings() {
  close();
  settings_.reset();
}

store::Database VerbContext::open_for_writing() const {
  return store::open_for_writing(path_, store::Durability::full);
}

void VerbContext::say(std::string_view text) const {
  if (!options_.messages.quiet) cli::print_message(command_.tool(), text);
}

void VerbContext::tell(std::string_view text) const {
  if (options_.messages.verbose) cli::print_message(command_.tool(), text);
}

}  // namespace trace::tools
