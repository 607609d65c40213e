#include "store/breaker.h"

#include "base/error.h"
#include "base/fd.h"
#include "ingest/spool_dir.h"
#include "json/document.h"
#include "json/writer.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace trace::store {
namespace {

constexpr std::string_view kName = "/breaker.json";
constexpr std::size_t kMaxBytes = 4096;
constexpr std::size_t kMaxReason = 500;

// What the file says, or nothing. A link in its place is not followed.
std::string read_small(const std::string& path) {
  std::string text(kMaxBytes, '\0');
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  const ssize_t n = fd ? ::read(fd.get(), text.data(), text.size()) : 0;
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

}  // namespace

Breaker::Breaker(std::vector<std::string> places, const base::Clock& clock)
    : places_(std::move(places)), clock_(clock) {}

// Where nobody else writes; a file that cannot be read or understood says nothing.
void Breaker::load() {
  was_loaded_ = true;
  json::Document doc;
  for (const std::string& place : places_) {
    if (!ingest::SpoolDir::find(place)) continue;
    const std::string text = read_small(place + std::string(kName));
    if (text.empty() || !doc.parse(text)) continue;
    const auto failures = doc.root()["failures"].i64();
    const auto since = doc.root()["since_us"].i64();
    if (!failures || !since) continue;
    failures_ = static_cast<int>(std::clamp<std::int64_t>(*failures, 0, kFailures));
    since_ = {*since};
    is_kept_ = true;
    return;
  }
  if (is_kept_) failures_ = 0;  // somebody saw the store well again
  is_kept_ = false;
}

void Breaker::save() {
  std::string text;
  json::Writer w(text);
  w.begin_object().key("failures").integer(failures_).key("since_us").integer(since_.v);
  w.key("state").string(is_open() ? "open" : "closed").key("reason").string(reason_).end_object();
  for (const std::string& place : places_) try {
      static_cast<void>(ingest::SpoolDir::make(place));
      base::AtomicFile file(place + std::string(kName));
      base::write_all(file.fd(), text + "\n", "the breaker");
      file.commit();
      is_kept_ = true;
      return;
    } catch (const base::Failure&) {
      // The next place.
    }
}

bool Breaker::may_try() {
  if (!was_loaded_ || is_open()) load();
  if (!is_open()) return true;
  const auto now = clock_.now();
  // A point in the future is that of a clock that was set back.
  if (now >= since_ && now.v - since_.v < kOpenMicros) return false;
  since_ = now;
  save();
  return true;
}

void Breaker::failed(std::string_view reason) {
  if (!was_loaded_) load();
  failures_ = std::min(failures_ + 1, kFailures);
  since_ = clock_.now();
  reason_ = reason.substr(0, kMaxReason);
  save();
}

void Breaker::succeeded() {
  if (!was_loaded_) load();
  failures_ = 0;
  if (!is_kept_) return;
  is_kept_ = false;
  for (const std::string& place : places_)
    if (ingest::SpoolDir::find(place)) ::unlink((place + std::string(kName)).c_str());
}

}  // namespace trace::store
