#include "trace-record/reload.h"

#include "base/error.h"
#include "common/resolve.h"

#include <string_view>
#include <utility>
#include <vector>

namespace trace::tools {
namespace {

// The options as they would be now if the command line said nothing but where the configuration is.
RecordOptions read_again(VerbContext& context) {
  RecordOptions fresh;
  cli::Command command;
  declare(command, fresh);
  std::vector<const char*> words;
  const std::string& config = context.options().store.config;
  if (!config.empty()) words = {"--config", config.c_str()};
  if (context.options().verb == RecordVerb::run) words.insert(words.end(), {"run", "--", "true"});
  command.parse(words).or_throw();
  command.apply_given().or_throw();
  cli::resolve(command, context.environment());
  context.forget_settings();
  context.adopt_settings(command);
  context.close();
  return fresh;
}

void take_over(const cli::Command& given, RecordOptions& to, RecordOptions from) {
  const auto take = [&](std::string_view name, auto& into, auto& value) {
    if (given.origin_of(name) != cli::Origin::option) into = std::move(value);
  };
  take("idle-timeout", to.limits.idle_timeout, from.limits.idle_timeout);
  take("on-idle", to.limits.on_idle, from.limits.on_idle);
  take("timeout", to.limits.timeout, from.limits.timeout);
  take("max-cost", to.limits.max_cost, from.limits.max_cost);
  take("max-tokens", to.limits.max_tokens, from.limits.max_tokens);
  take("max-events", to.keep.max_events, from.keep.max_events);
  take("max-payload", to.keep.max_payload, from.keep.max_payload);
  take("rules", to.keep.rules, from.keep.rules);
  take("strategy", to.keep.strategy, from.keep.strategy);
  take("rejects", to.input.rejects, from.input.rejects);
  take("metrics", to.delivery.metrics, from.delivery.metrics);
  take("status-file", to.delivery.status_file, from.delivery.status_file);
  take("batch", to.delivery.batch, from.delivery.batch);
  take("flush", to.delivery.flush, from.delivery.flush);
}

}  // namespace

void reload(VerbContext& context, Recording& recording) {
  RecordOptions& options = context.options();
  RecordOptions before = options;
  try {
    take_over(context.command(), options, read_again(context));
    recording.renew();
  } catch (const base::Failure& failure) {
    options = std::move(before);
    context.say(std::string(failure.what()) + "; the configuration stays as it was");
    recording.renew();
  }
}

}  // namespace trace::tools
