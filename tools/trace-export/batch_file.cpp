#include "trace-export/batch_file.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace trace::tools {
namespace {

base::Fd open_unnamed(const std::string& folder) {
  for (const std::string& place : {folder, std::string("/tmp"), std::string("/var/tmp")}) {
    base::Fd fd(::open(place.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd) return fd;
    // File systems without O_TMPFILE.
    std::string name = place + "/trace-ship-XXXXXX";
    fd = base::Fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) continue;
    ::unlink(name.c_str());
    return fd;
  }
  throw base::Failure(base::Errc::cannot_create, "cannot create a file for a batch");
}

}  // namespace

BatchFile::BatchFile(const std::string& folder) : folder_(folder), fd_(open_unnamed(folder)) {}

void BatchFile::drain(std::string_view bytes) {
  base::write_all(fd_.get(), bytes, "a batch");
  written_ += bytes.size();
}

void BatchFile::end_row() {
  settle();
  ends_.push_back(written_ + buffer().size());
}

base::Fd BatchFile::part(std::size_t from, std::size_t to) const {
  base::Fd out = open_unnamed(folder_);
  std::size_t at = end_of(from);
  const std::size_t end = end_of(to);
  std::array<char, 64 * 1024> piece{};
  while (at < end) {
    const auto got =
        ::pread(fd_.get(), piece.data(), std::min(piece.size(), end - at), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) base::throw_system(got < 0 ? errno : EIO, "cannot read a batch again");
    base::write_all(out.get(), {piece.data(), static_cast<std::size_t>(got)}, "a batch");
    at += static_cast<std::size_t>(got);
  }
  if (::lseek(out.get(), 0, SEEK_SET) != 0) base::throw_system(errno, "cannot rewind a batch");
  return out;
}

}  // namespace trace::tools
