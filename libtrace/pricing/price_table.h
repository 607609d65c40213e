// All prices that are known: the built-in file, or one of the user in the same form or in the JSON
// layout of LiteLLM. One thread: the built-in prices are read when the first one is asked for.
#pragma once

#include "pricing/price.h"

#include "base/result.h"

#include <string_view>
#include <vector>

namespace trace::pricing {

class PriceTable {
 public:
  PriceTable() = default;
  // Read the text of a price file; the form is told by its first object. Error configuration names
  // the line, or the model.
  static base::Result<PriceTable> parse(std::string_view text);
  // The prices that come with the tools, and their text.
  static PriceTable built_in();
  static std::string_view built_in_text() noexcept;

  // Return the prices of a model, or null: the closest name among those of its provider when that
  // is known here, else among those for everybody. A path before the name (`openai/…`) and what
  // follows `@` or `[` may be left out. The pointer lives as long as this.
  const PricedModel* find(std::string_view provider, std::string_view model) const;
  const std::vector<PricedModel>& models() const;

 private:
  explicit PriceTable(std::vector<PricedModel> models) : models_(std::move(models)) {}
  mutable std::vector<PricedModel> models_;
  mutable bool is_read_ = true;  // else: built_in_text()
};

}  // namespace trace::pricing
