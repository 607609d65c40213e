#include "trace-export/write_raw.h"

#include "common/message.h"
#include "common/progress.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-export";

std::string counted(std::int64_t number, const char* one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

bool has_input(store::Database& db, std::int64_t row) {
  store::Statement find(db, "SELECT 1 FROM inputs WHERE id = ?1");
  return find.with(row).step().has_value();
}

using Places = std::vector<store::Database*>;

std::vector<std::int64_t> inputs_in(const Selection& selection, store::Place place,
                                    store::Database& db) {
  store::Frames frames(db);
  if (selection.everything) return frames.all_inputs();
  std::vector<std::int64_t> traces;
  for (std::size_t i = 0; i < selection.traces.size(); ++i)
    if (selection.place(i) == place) traces.push_back(selection.traces[i]);
  return frames.inputs_of(traces);
}

Places open_places(const Selection& selection, store::Database& db) {
  Places places{&db};
  for (std::size_t i = 0; selection.archives != nullptr && i < selection.archives->size(); ++i) {
    const bool is_needed =
        selection.everything || std::find(selection.places.begin(), selection.places.end(),
                                          store::Place(i)) != selection.places.end();
    places.push_back(is_needed ? selection.archives->open(i) : nullptr);
  }
  return places;
}

// An input of the store and of what was archived of it, or of an archive of another store.
using InputKey = std::pair<store::Place, std::int64_t>;

// In the order in which they came, each with the files that its lines may lie in.
std::map<InputKey, Places> inputs_of(const Selection& selection, store::Database& db) {
  std::map<InputKey, Places> inputs;
  Places places = open_places(selection, db);
  const auto other_store = [&](std::size_t i) {
    return i == 0 || selection.archives->is_known(i - 1) ? store::Place() : store::Place(i - 1);
  };
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] != nullptr)
      for (const std::int64_t row :
           inputs_in(selection, i == 0 ? store::Place() : store::Place(i - 1), *places[i]))
        inputs.try_emplace({other_store(i), row});
  // Lines of other traces that came through the same input may be in any month.
  for (std::size_t i = 1; i < places.size(); ++i) places[i] = selection.archives->open(i - 1);
  for (auto& [key, known_in] : inputs)
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] != nullptr && other_store(i) == key.first && has_input(*places[i], key.second))
        known_in.push_back(places[i]);
  return inputs;
}

}  // namespace

store::FrameGaps write_raw(const ExportOptions& options, const Selection& selection,
                           store::Database& db, formats::ByteSink& sink) {
  const auto inputs = inputs_of(selection, db);
  cli::Progress progress(options.progress);
  store::FrameGaps gaps;
  std::uint64_t pieces = 0, bytes = 0;
  for (const auto& [key, places] : inputs)
    gaps += store::Frames(places).walk(key.second, [&](std::string_view piece) {
      sink.write(piece);
      progress.update(++pieces, bytes += piece.size());
    });
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
