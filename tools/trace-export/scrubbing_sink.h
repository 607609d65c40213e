// A sink that looks for secrets once more, line by line, before it hands the bytes on.
// One thread.
#pragma once

#include "formats/byte_sink.h"
#include "sanitize/sanitizer.h"

#include <string>
#include <string_view>

namespace trace::tools {

class ScrubbingSink final : public formats::ByteSink {
 public:
  // Both must outlive this; closing it does not close `next`.
  ScrubbingSink(const sanitize::Sanitizer& sanitizer, formats::ByteSink& next)
      : sanitizer_(sanitizer), next_(next) {}

 private:
  void drain(std::string_view bytes) override;
  void finish() override;
  void line(std::string_view text);

  const sanitize::Sanitizer& sanitizer_;
  formats::ByteSink& next_;
  std::string open_line_, clean_;
};

}  // namespace trace::tools
