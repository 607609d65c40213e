// Where an export goes: standard output, or a file that appears whole or not at all.
// For the main thread.
#pragma once

#include "base/fd.h"
#include "formats/byte_sink.h"

#include <optional>
#include <string>

namespace trace::tools {

class Target {
 public:
  // An empty path and `-` mean standard output. Throws Failure cannot_create.
  explicit Target(const std::string& path);
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  formats::ByteSink& sink() { return *sink_; }
  // Hand on what is left and make the file appear. Throws Failure.
  void commit();

 private:
  std::optional<base::AtomicFile> file_;
  base::Fd device_;
  std::optional<formats::FdSink> sink_;
};

}  // namespace trace::tools
