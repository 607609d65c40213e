// Where rows go: bytes are gathered and handed on in large pieces. close() alone tells that all of
// them arrived; the destructors stay silent and drop what was not flushed. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trace::formats {

class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  // Append bytes; they may stay in the buffer until flush or close.
  void write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= kFlushBytes) flush();
  }
  // Return the buffer for appending in place; call settle() afterwards.
  std::string& buffer() { return buffer_; }
  void settle() {
    if (buffer_.size() >= kFlushBytes) flush();
  }
  // Hand on what is in the buffer. Throws Failure io or full.
  void flush();
  // Flush and finish. Throws Failure io or full, also for errors that the system reports late.
  void close();

 private:
  static constexpr std::size_t kFlushBytes = 64 * 1024;
  virtual void drain(std::string_view bytes) = 0;
  virtual void finish() {}

  std::string buffer_;
};

// Writes to a file descriptor that it does not own.
class FdSink final : public ByteSink {
 public:
  // `name` is what messages call the target: `standard output`, or the path.
  FdSink(int fd, std::string name);

 private:
  void drain(std::string_view bytes) override;
  void finish() override;

  int fd_;
  std::string name_;
};

// Keeps everything in memory.
class StringSink final : public ByteSink {
 public:
  const std::string& text() const { return text_; }

 private:
  void drain(std::string_view bytes) override { text_.append(bytes); }

  std::string text_;
};

}  // namespace trace::formats
