#include "trace-prune/raw_scan.h"

#include "base/error.h"
#include "base/fd.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <system_error>
#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::size_t kWindow = std::size_t{1} << 20;

std::size_t read_at(int fd, std::string& out, std::size_t size, std::int64_t at,
                    const std::string& path) {
  const std::size_t before = out.size();
  out.resize(before + size);
  const ssize_t got = ::pread(fd, out.data() + before, size, at);
  if (got < 0) base::throw_system(errno, "cannot read '" + path + "'");
  out.resize(before + static_cast<std::size_t>(got));
  return static_cast<std::size_t>(got);
}

// Call `f` with each match and its place in the file, once.
void each_match(int fd, const std::string& path, const sanitize::SpelledValue& value,
                const std::function<void(std::int64_t at, std::string_view bytes)>& f) {
  std::string window;
  std::int64_t start = 0;  // of the window in the file
  for (bool more = true; more;) {
    more = read_at(fd, window, kWindow, start + static_cast<std::int64_t>(window.size()), path) > 0;
    // A match that begins near the end may go on in the next window.
    const std::size_t keep = more ? std::min(window.size(), value.longest_match()) : 0;
    const std::size_t limit = window.size() - keep;
    std::size_t done = limit;
    for (auto match = value.find(window); match && match->at < limit;
         match = value.find(window, match->at + match->size)) {
      f(start + static_cast<std::int64_t>(match->at),
        std::string_view(window).substr(match->at, match->size));
      done = std::max(done, match->at + match->size);
    }
    window.erase(0, done);
    start += static_cast<std::int64_t>(done);
  }
}

}  // namespace

std::vector<std::string> files_of_store(const std::string& path,
                                        const std::vector<std::string>& spools) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code ignored;
  for (const char* end : {"", "-wal", ".search", ".search-wal", ".reserve"})
    if (fs::is_regular_file(path + end, ignored)) files.push_back(path + end);
  for (const auto& folder : spools)
    for (fs::recursive_directory_iterator entry(folder, ignored), none; !ignored && entry != none;
         entry.increment(ignored))
      if (entry->is_regular_file(ignored) && !entry->is_symlink(ignored))
        files.push_back(entry->path().string());
  return files;
}

RawScan scan_files(const std::vector<std::string>& files, const sanitize::SpelledValue& value) {
  RawScan scan;
  for (const auto& path : files) {
    const auto fd = base::open_file(path, O_RDONLY | O_NOFOLLOW);
    RawHit hit{path, 0};
    each_match(fd.get(), path, value, [&](std::int64_t, std::string_view) { ++hit.matches; });
    ++scan.files;
    const auto size = ::lseek(fd.get(), 0, SEEK_END);
    scan.bytes += size;
    if (hit.matches > 0) scan.hits.push_back(std::move(hit));
  }
  return scan;
}

void blank_file(const std::string& path, const sanitize::SpelledValue& value) {
  const auto fd = base::open_file(path, O_RDWR | O_NOFOLLOW);
  each_match(fd.get(), path, value, [&](std::int64_t at, std::string_view bytes) {
    std::string now(bytes);
    value.blank(now);
    if (::pwrite(fd.get(), now.data(), now.size(), at) != static_cast<ssize_t>(now.size()))
      base::throw_system(errno, "cannot write '" + path + "'");
  });
  if (::fsync(fd.get()) != 0) base::throw_system(errno, "cannot write '" + path + "'");
}

}  // namespace trace::tools
