#include "ingest/spool_file.h"

#include "digest/checksum.h"
#include "digest/random.h"

#include "base/error.h"
#include "ingest/wire.h"
#include "model/ids.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::ingest {
namespace {

// The header, twice: magic, seed, flags, size of the path, path of the store, checksum of all that.
constexpr std::string_view kMagic = "TRSPOOL1";
constexpr std::size_t kFixed = 8 + 8 + 4 + 4;
constexpr std::uint32_t kKeepContent = 1;
constexpr std::size_t kMaxPath = 16'384;
// A record: mark (sum of size and place under the file's seed), size, checksum, payload.
constexpr std::size_t kRecord = 4 + 4 + 8;
constexpr std::size_t kWindow = 65'536;

template <typename T>
void put(std::string& out, T v) {
  for (std::size_t i = 0; i < sizeof v; ++i) out += static_cast<char>(v >> (8 * i) & 0xFF);
}

template <typename T>
T get(std::string_view bytes, std::size_t at) {
  T v = 0;
  for (std::size_t i = 0; i < sizeof v; ++i)
    v |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[at + i])) << (8 * i));
  return v;
}

// Proves that a record begins here and has this size.
std::uint32_t mark_of(std::uint32_t size, std::int64_t at, std::uint64_t seed) {
  std::array<char, 12> bytes{};
  std::memcpy(bytes.data(), &size, 4);
  std::memcpy(bytes.data() + 4, &at, 8);
  return static_cast<std::uint32_t>(digest::checksum64({bytes.data(), bytes.size()}, seed));
}

std::uint64_t sum_of(std::string_view payload, std::int64_t at, std::uint64_t seed) {
  return digest::checksum64(payload, seed + static_cast<std::uint64_t>(at));
}

std::string bytes_of(const SpoolHeader& header, std::uint64_t seed) {
  std::string bytes(kMagic);
  put(bytes, seed);
  put(bytes, header.keep_content ? kKeepContent : 0U);
  put(bytes, static_cast<std::uint32_t>(header.store.size()));
  bytes += header.store;
  put(bytes, digest::checksum64(bytes));
  return bytes + bytes;
}

std::string new_name(base::UnixMicros at) {
  std::array<std::uint8_t, 10> random{};
  digest::random_bytes(random);
  return model::new_uuid7(at, random) + ".spool";
}

std::uint64_t new_seed() {
  std::array<std::uint8_t, 8> random{};
  digest::random_bytes(random);
  std::uint64_t seed = 0;
  std::memcpy(&seed, random.data(), sizeof seed);
  return seed;
}

}  // namespace

SpoolWriter::SpoolWriter(const std::string& place, const SpoolHeader& header, base::UnixMicros at)
    : dir_(SpoolDir::make(place)) {
  digest::digest_init();
  if (header.store.size() > kMaxPath)
    throw base::Failure(base::Errc::cannot_create, "the path of the store is too long");
  name_ = new_name(at);
  seed_ = new_seed();
  fd_ = dir_.create(name_);
  const std::string bytes = bytes_of(header, seed_);
  try {
    base::write_all(fd_.get(), bytes, "the spool");
  } catch (const base::Failure&) {
    dir_.discard(name_);
    throw;
  }
  size_ = static_cast<std::int64_t>(bytes.size());
}

SpoolWriter::~SpoolWriter() {
  if (!has_records_) dir_.discard(name_);
}

void SpoolWriter::add_record(const Batch& batch) {
  const std::int64_t at = size_ + static_cast<std::int64_t>(buffer_.size());
  const std::size_t start = buffer_.size();
  buffer_.append(kRecord, '\0');
  encode(batch, buffer_);
  const auto payload = std::string_view(buffer_).substr(start + kRecord);
  if (payload.size() > std::numeric_limits<std::uint32_t>::max())
    throw base::Failure(base::Errc::full, "a batch is too long for the spool");
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::string head;
  put(head, mark_of(size, at, seed_));
  put(head, size);
  put(head, sum_of(payload, at, seed_));
  buffer_.replace(start, kRecord, head);
}

void SpoolWriter::check_room(std::int64_t more, std::int64_t cap) const {
  struct stat st {};
  if (::fstat(fd_.get(), &st) != 0 || st.st_nlink == 0)
    throw base::Failure(base::Errc::io, "the spool file '" + path() + "' was removed");
  if (dir_.bytes() + more > cap)
    throw base::Failure(base::Errc::full, "the spool '" + dir_.path() + "' is full");
}

void SpoolWriter::append(std::span<const Batch* const> batches, Sync sync, std::int64_t cap) {
  buffer_.clear();
  for (const Batch* batch : batches) add_record(*batch);
  const auto more = static_cast<std::int64_t>(buffer_.size());
  check_room(more, cap);
  try {
    base::write_all(fd_.get(), buffer_, "the spool");
    if (sync == Sync::yes) {
      if (::fdatasync(fd_.get()) != 0) base::throw_system(errno, "cannot write the spool");
      if (!has_records_) dir_.sync();
    }
  } catch (const base::Failure&) {
    // Whatever was written is not acknowledged: the next record takes its place.
    if (::ftruncate(fd_.get(), size_) == 0) (void)::lseek(fd_.get(), size_, SEEK_SET);
    throw;
  }
  has_records_ = has_records_ || more > 0;
  size_ += more;
}

SpoolReader::SpoolReader(base::Fd fd) : fd_(std::move(fd)) {
  struct stat st {};
  if (::fstat(fd_.get(), &st) != 0) base::throw_system(errno, "cannot read the spool");
  size_ = st.st_size;
  // When the first header is damaged, the second one is found by its magic.
  if (read_header(0)) return;
  std::string start;
  const auto most = static_cast<std::int64_t>(kMaxPath + kFixed + 8 + kMagic.size());
  if (!read(0, static_cast<std::size_t>(std::min(size_, most)), start)) return;
  for (auto at = start.find(kMagic, 1); at != std::string::npos; at = start.find(kMagic, at + 1)) {
    if (!read_header(static_cast<std::int64_t>(at))) continue;
    ++damaged_;
    return;
  }
}

bool SpoolReader::read_header(std::int64_t at) {
  std::string fixed;
  if (!read(at, kFixed, fixed) || !fixed.starts_with(kMagic)) return false;
  const auto path = get<std::uint32_t>(fixed, 20);
  std::string whole;
  if (path > kMaxPath || !read(at, kFixed + path + 8, whole)) return false;
  const auto summed = std::string_view(whole).substr(0, kFixed + path);
  if (get<std::uint64_t>(whole, summed.size()) != digest::checksum64(summed)) return false;
  seed_ = get<std::uint64_t>(whole, 8);
  header_.keep_content = (get<std::uint32_t>(whole, 16) & kKeepContent) != 0;
  header_.store = summed.substr(kFixed);
  const auto size = static_cast<std::int64_t>(whole.size());
  at_ = at == 0 ? 2 * size : at + size;
  has_header_ = true;
  return true;
}

bool SpoolReader::read(std::int64_t at, std::size_t size, std::string& out) const {
  if (at > size_ || size > static_cast<std::size_t>(size_ - at)) return false;
  out.resize(size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t n =
        ::pread(fd_.get(), out.data() + done, size - done, at + static_cast<std::int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) base::throw_system(errno, "cannot read the spool");
    if (n == 0) return false;  // somebody cut it
    done += static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<std::string_view> SpoolReader::next() {
  std::string head;
  while (has_header_ && read(at_, kRecord, head)) {
    const auto size = get<std::uint32_t>(head, 4);
    if (get<std::uint32_t>(head, 0) != mark_of(size, at_, seed_)) {
      ++damaged_;
      if (!resync()) return std::nullopt;
      continue;
    }
    const std::int64_t at = at_;
    const std::int64_t end = at + static_cast<std::int64_t>(kRecord + size);
    if (!read(at + static_cast<std::int64_t>(kRecord), size, buffer_)) break;  // torn
    at_ = end;
    if (get<std::uint64_t>(head, 8) == sum_of(buffer_, at, seed_)) return buffer_;
    ++damaged_;
  }
  at_ = size_;
  return std::nullopt;
}

// Go to the next place at which a record begins. False: there is none.
bool SpoolReader::resync() {
  std::string window;
  const auto head = static_cast<std::int64_t>(kRecord);
  for (std::int64_t at = at_ + 1; at + head <= size_;) {
    const auto size = std::min<std::int64_t>(kWindow, size_ - at);
    if (!read(at, static_cast<std::size_t>(size), window)) break;
    for (std::size_t i = 0; i + kRecord <= window.size(); ++i, ++at) {
      const auto length = get<std::uint32_t>(window, i + 4);
      if (get<std::uint32_t>(window, i) != mark_of(length, at, seed_)) continue;
      at_ = at;
      return true;
    }
  }
  at_ = size_;
  return false;
}

}  // namespace trace::ingest
