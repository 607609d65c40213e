#include "trace-prune/deletion.h"

#include "search/index.h"

#include "common/message.h"
#include "common/progress.h"
#include "store/event_trim.h"
#include "store/reserve.h"
#include "store/retention.h"
#include "store/schema.h"
#include "store/space.h"

namespace trace::tools {
namespace {

class Deletion {
 public:
  Deletion(const PruneOptions& options, const std::string& path, base::UnixMicros now)
      : progress_(options.progress),
        now_(now),
        db_(store::open_for_writing(path, store::Durability::normal)),
        lock_(path),
        retention_(db_, lock_) {}

  void run(const PruneChoice& choice) {
    retention_.finish_interrupted();
    for (const auto& group : choice.traces)
      for (const std::int64_t row : group.rows) {
        retention_.remove_trace(row, {group.reason, now_});
        progress_.update(++done_, 0);
      }
    for (const auto& group : choice.requests) requests(group);
    store::EventTrim trim(db_, lock_);
    for (const auto& group : choice.trims)
      for (const std::int64_t row : group.rows) {
        trim.trim(row, group.most, {group.reason, now_});
        progress_.update(++done_, 0);
      }
    if (!choice.traces.empty() || !choice.trims.empty()) retention_.remove_lost_repeats();
    store::empty_log(db_, lock_);
  }

 private:
  void requests(const RequestGroup& group) {
    using Whose = store::Retention::Whose;
    using Kind = RequestGroup::Kind;
    const store::PruneReceipt receipt{group.reason, now_};
    if (!group.rows.empty())
      retention_.note(group.receipt, static_cast<std::int64_t>(group.rows.size()), receipt);
    if (group.kind == Kind::content)
      retention_.remove_contents(group.rows);
    else
      retention_.remove_requests(group.rows,
                                 group.kind == Kind::loose ? Whose::nobodys : Whose::anybodys);
    for (const auto& token : group.tokens) retention_.remove_token(token);
  }

  cli::Progress progress_;
  base::UnixMicros now_;
  store::Database db_;
  store::StoreLock lock_;
  store::Retention retention_;
  std::uint64_t done_ = 0;
};

}  // namespace

void with_reserve(const std::string& path, const std::function<void()>& work) {
  try {
    work();
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::full || store::release_reserve(path) == 0) throw;
    cli::print_message("trace-prune", "the disk is full; using the room of the reserve");
    work();
  }
  store::keep_reserve(path);
}

void delete_chosen(const PruneOptions& options, const PruneChoice& choice, const std::string& path,
                   base::UnixMicros now) {
  search::Index::remove(path);  // what is deleted does not live on in it; a search makes it again
  with_reserve(path, [&] { Deletion(options, path, now).run(choice); });
  search::Index::remove(path);
}

}  // namespace trace::tools
