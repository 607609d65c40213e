// The words in what is sent to a model and comes back from it. Pure functions.
#pragma once

#include "json/document.h"

#include <string>

namespace trace::dialects {

// The text of a message's content: a string, or its text parts joined by line feeds.
std::string api_text_of(const json::Value& content);

}  // namespace trace::dialects
