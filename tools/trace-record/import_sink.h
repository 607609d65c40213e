// Where an import writes: the store and nothing else. The files stay where they are, so nothing
// waits in a spool; a store that is busy is waited for, any other trouble ends the import. write()
// belongs to the writing thread, the rest to any.
#pragma once

#include "base/error.h"
#include "ingest/ports.h"
#include "store/store_sink.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace trace::tools {

class ImportSink final : public ingest::Sink {
 public:
  using Open = std::function<std::unique_ptr<store::StoreSink>()>;
  explicit ImportSink(Open open) : open_(std::move(open)) {}

  // Never throws: after a failure nothing more is taken.
  void write(std::span<const ingest::Batch* const> batches) override;
  // Stop waiting for a busy store.
  void give_up() noexcept { gives_up_ = true; }
  bool has_failed() const noexcept { return has_failed_; }
  std::optional<base::Error> failure() const;

  // Bring the file up to date and close the store. Call when the writing thread has ended.
  void close();
  // Frames that were known already, by dialect; totals when closed.
  const std::map<std::string, std::int64_t>& known_frames() const noexcept { return known_; }

 private:
  void fail(const base::Error& error);

  Open open_;
  std::unique_ptr<store::StoreSink> store_;
  std::map<std::string, std::int64_t> known_;
  mutable std::mutex mutex_;
  std::optional<base::Error> failure_;
  std::atomic<bool> has_failed_ = false, gives_up_ = false;
};

}  // namespace trace::tools
