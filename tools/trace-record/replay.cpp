#include "store/replay.h"

#include "trace-record/recording_parts.h"
#include "trace-record/verbs.h"

#include "ingest/spool_dir.h"

#include <string>

namespace trace::tools {
namespace {

std::string counted(std::int64_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

store::ReplayReport replay_into_store(const VerbContext& context,
                                      const std::vector<std::string>& places) {
  const RecordOptions& options = context.options();
  store::StoreSinkOptions sink_options;
  sink_options.path = context.path();
  sink_options.durability = durability_of(options);
  sink_options.keep_content = options.keep.content == ContentPolicy::full;
  store::StoreSink sink(sink_options);
  store::ReplayOptions replay;
  replay.places = places;
  replay.db_path = context.path();
  return store::replay(replay, sink);
}

}  // namespace

int replay_spool(VerbContext& context) {
  const std::string runtime(context.environment().get_filled("XDG_RUNTIME_DIR").value_or(""));
  const auto places =
      ingest::spool_places(context.path(), context.options().delivery.spool_dir, runtime);
  if (ingest::count_waiting(places).files == 0) return cli::exit_number(cli::Exit::ok);
  const store::ReplayReport report = replay_into_store(context, places);
  context.say(counted(report.records, "record") + " of " + counted(report.files, "file") +
              " loaded");
  if (report.stopped) context.say(report.stopped->message);
  if (report.damaged > 0)
    context.say(counted(report.damaged, "damaged record") + " set aside in the spool");
  if (report.waiting_files > 0)
    context.say(counted(report.waiting_files, "file") + " still waiting");
  if (report.damaged > 0) return cli::exit_number(cli::Exit::io);
  const bool waits = report.waiting_files > 0 || report.stopped.has_value();
  return cli::exit_number(waits ? cli::Exit::waiting : cli::Exit::ok);
}

}  // namespace trace::tools
