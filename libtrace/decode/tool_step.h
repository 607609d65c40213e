// What a tool was asked and what came back, from the payload of a call or of its result: without
// the ids and times that differ from run to run, so that two runs can be compared. Never fails. A
// StepReader belongs to one thread.
#pragma once

#include "json/document.h"

#include <string>
#include <string_view>

namespace trace::decode {

class StepReader {
 public:
  // Return the arguments of a call: a text as it is, anything else as compact JSON.
  std::string input(std::string_view payload);
  // Return the id that a call and its result share, and the name of the tool; empty when the
  // payload does not say.
  std::string call_id(std::string_view payload);
  std::string tool(std::string_view payload);
  // Return what came back as text.
  std::string output(std::string_view payload);

 private:
  bool parse(std::string_view payload);

  json::Document document_;
  std::string mended_;
};

}  // namespace trace::decode
