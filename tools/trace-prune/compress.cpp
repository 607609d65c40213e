#include "trace-prune/compress.h"

#include "common/message.h"
#include "common/progress.h"
#include "common/value.h"
#include "store/packer.h"
#include "store/schema.h"
#include "store/settings.h"

#include <optional>

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-prune";
constexpr std::int64_t kDayMs = 86'400'000;

std::string number_of(std::int64_t number, const char* one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

std::string words_of(const store::PackCount& count) {
  return number_of(count.events, "event") + ", " + number_of(count.contents, "content") + ", " +
         number_of(count.bytes, "byte");
}

std::optional<base::DurationMs> wanted_age(const PruneOptions& options, const std::string& path) {
  if (options.compress_after || !options.automatic) return options.compress_after;
  auto db = store::open_for_reading(path);
  const auto* doc = store::find_setting("conversations.compress_after_days");
  const auto days = cli::parse_number(store::Settings::load(db).value_of(*doc));
  if (!days) return std::nullopt;
  return base::DurationMs{*days * kDayMs};
}

}  // namespace

void compress(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  const auto age = wanted_age(options, path);
  if (!age) return;
  const base::UnixMicros before{now.v - age->v * 1000};
  if (!options.apply) {
    auto db = store::open_for_reading(path);
    store::Packer packer(db);
    const auto count = packer.count(packer.choose(before));
    if (!options.messages.quiet)
      cli::print_message(kTool, words_of(count) + " would be packed" +
                                    (count.bytes == 0 ? "" : "; say --apply to do it"));
    return;
  }
  // A packer that is killed loses nothing but work, so its commits need not reach the disk at once.
  auto db = store::open_for_writing(path, store::Durability::normal);
  store::StoreLock lock(path);
  store::Packer packer(db);
  cli::Progress progress(options.progress);
  const auto count = packer.pack(packer.choose(before), now, lock,
                                 [&](std::uint64_t rows) { progress.update(rows, 0); });
  if (!options.messages.quiet)
    cli::print_message(kTool, words_of(count) + " packed into " + std::to_string(count.stored));
}

}  // namespace trace::tools
