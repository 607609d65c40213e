// A whole way in for the fuzzers: bytes → frames → dialect → sanitizer → batches, which are thrown
// away. One object an input.
#pragma once

#include "dialects/detector.h"
#include "dialects/registry.h"
#include "ingest/batch_maker.h"
#include "ingest/batch_queue.h"
#include "ingest/line_feed.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace trace::fuzz {

class Deaf final : public ingest::FeedListener {
  std::optional<ingest::RecorderChange> on_trace(model::TraceChange&, std::string_view) override {
    return std::nullopt;
  }
  void on_reject(std::string_view) override {}
  void on_request(const model::Request&) override {}
};

// The dialect of that name, or, for none, the one that its lines ask for.
class Choice final : public ingest::DialectChoice {
 public:
  Choice(std::string_view name, ingest::DialectContext context)
      : name_(name), context_(std::move(context)) {}
  std::unique_ptr<ingest::Dialect> look(std::string_view line) override {
    if (!name_.empty()) return settle();
    const auto name = detector_.add(line);
    return name ? dialects::make(*name, context_) : nullptr;
  }
  std::unique_ptr<ingest::Dialect> settle() override {
    return dialects::make(name_.empty() ? detector_.decide() : name_, context_);
  }

 private:
  std::string_view name_;
  ingest::DialectContext context_;
  dialects::Detector detector_;
};

// Feed `bytes` in two reads, cut at `cut`.
inline void feed_all(std::string_view bytes, std::size_t cut,
                     std::unique_ptr<ingest::DialectChoice> choice,
                     const sanitize::Sanitizer* sanitizer) {
  ingest::KeepRules rules;
  rules.keep_content = true;
  rules.sanitizer = sanitizer;
  ingest::BatchQueue queue({.max_records = 1U << 30, .max_bytes = std::size_t{1} << 32});
  ingest::BatchMaker maker(queue);
  Deaf deaf;
  ingest::InputFacts facts{0, "00000000000000000000000000000001", "fuzz"};
  facts.hold = 4096;  // long lines come soon
  facts.framing = ingest::Framing::any;
  ingest::LineFeed feed(facts, std::move(choice), rules, deaf, maker);
  feed.take(bytes.substr(0, cut), {1'000'000});
  feed.take(bytes.substr(cut), {2'000'000});
  feed.finish({3'000'000}, [](model::TraceChange&, std::string_view) {});
}

}  // namespace trace::fuzz
