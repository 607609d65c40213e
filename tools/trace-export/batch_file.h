// The bytes of one batch in a file without a name: whoever gets it as stdin sees the whole batch,
// also when the shipper is killed meanwhile. For the main thread.
#pragma once

#include "base/fd.h"
#include "formats/byte_sink.h"

#include <cstddef>
#include <string>
#include <vector>

namespace trace::tools {

class BatchFile final : public formats::ByteSink {
 public:
  // The file lies in `folder`, or where temporary files lie when nothing can be made there. Throws
  // Failure cannot_create.
  explicit BatchFile(const std::string& folder);

  // Say that a row ends here.
  void end_row();
  std::size_t rows() const noexcept { return ends_.size(); }
  // Bytes of rows `from` up to `to`.
  std::size_t bytes(std::size_t from, std::size_t to) const { return end_of(to) - end_of(from); }
  // Return a new file that holds rows `from` up to `to`, ready to be read. REQUIRES: flushed.
  base::Fd part(std::size_t from, std::size_t to) const;

 private:
  void drain(std::string_view bytes) override;
  // Where the first `rows` rows end.
  std::size_t end_of(std::size_t rows) const { return rows == 0 ? 0 : ends_[rows - 1]; }

  std::string folder_;
  base::Fd fd_;
  std::size_t written_ = 0;
  std::vector<std::size_t> ends_;
};

}  // namespace trace::tools
