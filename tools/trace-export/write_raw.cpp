#include "trace-export/write_raw.h"

#include "common/message.h"
#include "common/progress.h"

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-export";

std::string counted(std::int64_t number, const char* one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

}  // namespace

store::FrameGaps write_raw(const ExportOptions& options, const Selection& selection,
                           store::Database& db, formats::ByteSink& sink) {
  store::Frames frames(db);
  const auto inputs =
      selection.everything ? frames.all_inputs() : frames.inputs_of(selection.traces);
  cli::Progress progress(options.progress);
  store::FrameGaps gaps;
  std::uint64_t pieces = 0, bytes = 0;
  for (const std::int64_t input : inputs) {
    gaps += frames.walk(input, [&](std::string_view piece) {
      sink.write(piece);
      progress.update(++pieces, bytes += piece.size());
    });
  }
  return gaps;
}

bool report_gaps(const store::FrameGaps& gaps) {
  if (gaps.withheld > 0)
    cli::print_message(
        kTool, counted(gaps.withheld, "line") + " left out: conversation content was not kept");
  if (gaps.cut > 0)
    cli::print_message(kTool, counted(gaps.bytes_cut, "byte") + " missing: " +
                                  counted(gaps.cut, "line") + " cut by --max-payload");
  if (gaps.missing > 0)
    cli::print_message(kTool, counted(gaps.missing, "line") +
                                  " missing: their bytes were not kept or were deleted");
  return gaps.cut > 0 || gaps.missing > 0;
}

}  // namespace trace::tools
