// A dialect that has two shapes, told apart by the first line with JSON: the lines go to the one
// that is chosen then. Belongs to one input and thread.
#pragma once

#include "dialects/payload.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace trace::dialects {

class ChosenDialect final : public ingest::Dialect {
 public:
  // Makes the shape that the first JSON shows; the value is missing when there was none.
  using Choose = std::function<std::unique_ptr<ingest::Dialect>(const json::Value& first)>;

  // `name` is a literal.
  ChosenDialect(std::string_view name, Choose choose) : name_(name), choose_(std::move(choose)) {}
  std::string_view name() const override { return name_; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override {
    if (!inner_) inner_ = choose_(reader_.read(line.bytes).root);
    inner_->feed(line, out);
  }
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override {
    if (!inner_) inner_ = choose_({});
    inner_->finish(at, cut, out);
  }

 private:
  std::string_view name_;
  Choose choose_;
  PayloadReader reader_;
  std::unique_ptr<ingest::Dialect> inner_;
};

}  // namespace trace::dialects
