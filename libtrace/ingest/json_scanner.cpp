#include "ingest/json_scanner.h"

namespace trace::ingest {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Numbers, true, false, null: letters, digits, signs and points.
bool is_scalar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
         c == 'E';
}

bool begins_scalar(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == 't' || c == 'f' || c == 'n';
}

}  // namespace

JsonScanner::State JsonScanner::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (state_ == State::broken) break;
    if (in_string_)
      in_string(c);
    else
      outside(c);
  }
  return state_;
}

void JsonScanner::in_string(char c) {
  if (static_cast<unsigned char>(c) < 0x20) {
    state_ = State::broken;
  } else if (escaped_) {
    escaped_ = false;
  } else if (c == '\\') {
    escaped_ = true;
  } else if (c == '"') {
    in_string_ = false;
    if (is_key_)
      want_ = Want::colon;
    else
      end_value();
  }
}

void JsonScanner::outside(char c) {
  if (in_scalar_) {
    if (is_scalar(c)) return;
    in_scalar_ = false;
    end_value();
  }
  if (is_blank(c)) return;
  if (state_ == State::complete) {
    state_ = State::broken;
  } else if (c == ',' && want_ == Want::comma_or_end) {
    want_ = open_.back() == '{' ? Want::key : Want::value;
  } else if (c == ':' && want_ == Want::colon) {
    want_ = Want::value;
  } else if (c == '}' || c == ']') {
    close(c);
  } else {
    begin_value(c);
  }
}

void JsonScanner::begin_value(char c) {
  const bool wants_key = want_ == Want::key || want_ == Want::key_or_end;
  const bool wants_value = want_ == Want::value || want_ == Want::value_or_end;
  if (c == '"' && (wants_key || wants_value)) {
    in_string_ = true;
    is_key_ = wants_key;
  } else if ((c == '{' || c == '[') && wants_value) {
    open(c);
  } else if (begins_scalar(c) && wants_value) {
    in_scalar_ = true;
  } else {
    state_ = State::broken;
  }
}

void JsonScanner::open(char bracket) {
  if (open_.size() >= kMaxDepth) {
    state_ = State::broken;
    return;
  }
  open_.push_back(bracket);
  want_ = bracket == '{' ? Want::key_or_end : Want::value_or_end;
}

void JsonScanner::close(char bracket) {
  const Want empty = bracket == '}' ? Want::key_or_end : Want::value_or_end;
  const bool fits = !open_.empty() && (open_.back() == '{') == (bracket == '}') &&
                    (want_ == Want::comma_or_end || want_ == empty);
  if (!fits) {
    state_ = State::broken;
    return;
  }
  open_.pop_back();
  end_value();
}

void JsonScanner::end_value() {
  want_ = Want::comma_or_end;
  if (open_.empty()) state_ = State::complete;
}

}  // namespace trace::ingest
