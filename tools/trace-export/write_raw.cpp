#include "trace-export/write_raw.h"

#include "common/message.h"
#include "common/progress.h"

#include <algorithm>
#include <vector>

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-export";

std::string counted(std::int64_t number, const char* one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

struct Input {
  std::int64_t row = 0;
  store::Place place;
};

store::Database& place_of(const Selection& selection, store::Database& db, store::Place place) {
  return place ? *selection.archives->open(*place) : db;
}

void add_inputs(const Selection& selection, store::Database& db, store::Place place,
                std::vector<Input>& inputs) {
  store::Frames frames(place_of(selection, db, place));
  std::vector<std::int64_t> traces;
  for (std::size_t i = 0; i < selection.traces.size(); ++i)
    if (selection.places[i] == place) traces.push_back(selection.traces[i]);
  for (const std::int64_t row :
       selection.everything ? frames.all_inputs() : frames.inputs_of(traces))
    inputs.push_back({row, place});
}

// In the order in which they came, wherever they are now.
std::vector<Input> inputs_of(const Selection& selection, store::Database& db) {
  std::vector<Input> inputs;
  add_inputs(selection, db, std::nullopt, inputs);
  for (std::size_t i = 0; selection.archives != nullptr && i < selection.archives->size(); ++i) {
    const bool is_needed =
        selection.everything || std::find(selection.places.begin(), selection.places.end(),
                                          store::Place(i)) != selection.places.end();
    if (is_needed && selection.archives->open(i) != nullptr) add_inputs(selection, db, i, inputs);
  }
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const Input& a, const Input& b) { return a.row < b.row; });
  return inputs;
}

}  // namespace

store::FrameGaps write_raw(const ExportOptions& options, const Selection& selection,
                           store::Database& db, formats::ByteSink& sink) {
  const auto inputs = inputs_of(selection, db);
  cli::Progress progress(options.progress);
  store::FrameGaps gaps;
  std::uint64_t pieces = 0, bytes = 0;
  for (const Input& input : inputs) {
    gaps += store::Frames(place_of(selection, db, input.place))
                .walk(input.row, [&](std::string_view piece) {
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
