#include "ingest/joined_text.h"

#include <string>
#include <vector>

namespace trace::ingest {

void scrub_joined(const sanitize::Sanitizer& sanitizer, ChangeBody& body) {
  std::vector<std::string*> texts;
  if (auto* content = std::get_if<model::Content>(&body))
    texts = {&content->completion, &content->prompt, &content->system_prompt};
  if (auto* change = std::get_if<model::TraceChange>(&body)) texts = {&change->result};
  std::string out;
  for (auto* text : texts)
    if (sanitizer.scrub(*text, out)) text->swap(out);
}

}  // namespace trace::ingest
