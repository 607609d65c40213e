// The half of ImportJob that stays with files that grow.
#include "trace-record/import_job.h"

#include <sys/stat.h>

namespace trace::tools {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMaxOpen = 64;
constexpr std::chrono::milliseconds kSettle{100};  // silence after which a dialect is decided
constexpr std::chrono::seconds kSilent{30};        // after which a file is let go of

base::UnixMicros mtime_of(const struct stat& st) {
  return {std::int64_t{st.st_mtim.tv_sec} * 1'000'000 + st.st_mtim.tv_nsec / 1000};
}

}  // namespace

// The file as it is read now; null when there is another one at its path, or it was cut.
ImportJob::Reading* ImportJob::still_open(const std::string& path) {
  const auto found = followed_.find(path);
  if (found == followed_.end()) return nullptr;
  auto& reading = found->second;
  struct stat st {};
  const bool is_same = ::stat(path.c_str(), &st) == 0 && reading.file.dev == st.st_dev &&
                       reading.file.inode == st.st_ino && !reading.source->is_packed() &&
                       static_cast<std::uint64_t>(st.st_size) >= reading.source->bytes_read();
  if (!is_same) {
    let_go(path);
    return nullptr;
  }
  reading.mtime = reading.file.mtime = mtime_of(st);
  return &reading;
}

void ImportJob::take_more(Reading& reading) {
  claims_ = &reading.claims;
  for (auto bytes = reading.source->next(); !bytes.empty(); bytes = reading.source->next()) {
    reading.feed->take(bytes, reading.mtime);
    check_store();
  }
  claims_->emit(reading.mtime, reading.feed->counters().lines, maker_);
  reading.last = Steady::now();
}

void ImportJob::follow(const std::string& path) {
  check_store();
  try {
    if (auto* reading = still_open(path)) {
      take_more(*reading);
    } else {
      Reading fresh;
      fresh.path = path;
      if (!open(fresh, Named::no, Again::yes)) return;
      const auto first = fresh.source->next();
      begin(fresh, first);
      claims_ = &fresh.claims;
      fresh.feed->take(first, fresh.mtime);
      take_more(fresh);
      followed_.emplace(path, std::move(fresh));
    }
  } catch (const base::Failure& failure) {
    if (sink_.has_failed()) throw;
    refuse({failure.code(), failure.what()});
  }
  maker_.hand_over();
  while (followed_.size() > kMaxOpen) let_go(followed_.begin()->first);
}

// A later word of it reads it from the beginning: what is known then is known.
void ImportJob::let_go(const std::string& path) {
  const auto found = followed_.find(path);
  if (found == followed_.end()) return;
  end(found->second);
  followed_.erase(found);
}

bool ImportJob::is_busy() const noexcept {
  for (const auto& [path, reading] : followed_)
    if (reading.feed->dialect().empty()) return true;
  return false;
}

void ImportJob::rest() {
  check_store();
  const auto now = Steady::now();
  for (auto next = followed_.begin(); next != followed_.end();) {
    auto& [path, reading] = *next++;
    if (now - reading.last >= kSilent) {
      let_go(std::string(path));
      continue;
    }
    if (!reading.feed->dialect().empty() || now - reading.last < kSettle) continue;
    claims_ = &reading.claims;
    reading.feed->settle(reading.mtime);
    claims_->emit(reading.mtime, reading.feed->counters().lines, maker_);
  }
  maker_.hand_over();
}

}  // namespace trace::tools
