#include "trace-record/dialect_choice.h"

#include "base/error.h"
#include "dialects/detector.h"
#include "dialects/registry.h"

#include <utility>

namespace trace::tools {
namespace {

class Named final : public ingest::DialectChoice {
 public:
  explicit Named(std::unique_ptr<ingest::Dialect> dialect) : dialect_(std::move(dialect)) {}
  std::unique_ptr<ingest::Dialect> look(std::string_view) override { return std::move(dialect_); }
  std::unique_ptr<ingest::Dialect> settle() override { return std::move(dialect_); }

 private:
  std::unique_ptr<ingest::Dialect> dialect_;
};

class Detected final : public ingest::DialectChoice {
 public:
  explicit Detected(ingest::DialectContext context) : context_(std::move(context)) {}
  std::unique_ptr<ingest::Dialect> look(std::string_view line) override {
    const auto name = detector_.add(line);
    return name ? dialects::make(*name, context_) : nullptr;  // never null for a name it gives
  }
  std::unique_ptr<ingest::Dialect> settle() override {
    return dialects::make(detector_.decide(), context_);
  }

 private:
  ingest::DialectContext context_;
  dialects::Detector detector_;
};

}  // namespace

std::unique_ptr<ingest::DialectChoice> make_choice(const std::string& format,
                                                   const ingest::DialectContext& context) {
  if (format == "auto") return std::make_unique<Detected>(context);
  auto dialect = dialects::make(format, context);
  if (!dialect) throw base::Failure(base::Errc::bad_usage, "option '--format': no such dialect");
  return std::make_unique<Named>(std::move(dialect));
}

ingest::Framing framing_of(std::string_view format) {
  const bool is_lines = format == "native" || format == "jsonl" || format == "text" ||
                        format == "journald" || format == "syslog";
  return is_lines ? ingest::Framing::lines : ingest::Framing::any;
}

}  // namespace trace::tools
