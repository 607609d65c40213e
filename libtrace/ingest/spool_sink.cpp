#include "ingest/spool_sink.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unistd.h>
#include <utility>

namespace trace::ingest {

SpoolSink::SpoolSink(SpoolOptions options)
    : options_(std::move(options)),
      header_{store_identity(options_.db_path), options_.keep_content} {}

SpoolSink::~SpoolSink() = default;

void SpoolSink::begin(const std::string& place) {
  // Names of one sink rise, whatever the clock does.
  last_ = std::max(clock_.now(), base::UnixMicros{last_.v + 1});
  writer_ = std::make_unique<SpoolWriter>(place, header_, last_);
}

void SpoolSink::append(std::span<const Batch* const> batches) {
  const auto before = writer_->bytes();
  writer_->append(batches, options_.sync, options_.cap);
  counters_.bytes += writer_->bytes() - before;
  counters_.batches += static_cast<std::int64_t>(batches.size());
  for (const Batch* batch : batches)
    counters_.records += static_cast<std::int64_t>(batch->records());
  path_ = writer_->path();
  if (written_.empty() || written_.back() != path_) written_.push_back(path_);
}

void SpoolSink::write(std::span<const Batch* const> batches) {
  if (batches.empty()) return;
  std::optional<base::Failure> refusal;
  if (writer_) try {
      return append(batches);
    } catch (const base::Failure& failure) {
      refusal = failure;
      writer_.reset();
    }
  for (const std::string& place : options_.places) try {
      begin(place);
      return append(batches);
    } catch (const base::Failure& failure) {
      writer_.reset();
      // A full disk says more than a place that is not there.
      if (!refusal || failure.code() == base::Errc::full) refusal = failure;
    }
  if (refusal) throw base::Failure(*refusal);
  throw base::Failure(base::Errc::unavailable, "there is no place for a spool");
}

void SpoolSink::close() noexcept { writer_.reset(); }

bool SpoolSink::has_waiting() {
  std::erase_if(written_, [](const std::string& path) {
    return ::access(path.c_str(), F_OK) != 0 && errno == ENOENT;
  });
  return !written_.empty();
}

}  // namespace trace::ingest
