#include "formats/chrome_trace.h"

#include "formats/number_text.h"
#include "json/writer.h"

#include <string>

namespace trace::formats {
namespace {

constexpr std::int64_t kLanesOfRow = 1000;

}  // namespace

void ChromeTrace::begin() { sink_.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":["); }

void ChromeTrace::end() { sink_.write(first_ ? "]}\n" : "\n]}\n"); }

std::string& ChromeTrace::entry(std::string_view phase, std::string_view name,
                                base::UnixMicros at) {
  std::string& out = sink_.buffer();
  out += first_ ? "\n" : ",\n";
  first_ = false;
  out += "{\"ph\":\"";
  out += phase;
  out += "\",\"name\":";
  json::append_string(out, name);
  out += ",\"ts\":";
  append_number(out, at.v);
  return out;
}

void ChromeTrace::place(std::int64_t pid, std::int64_t tid) {
  std::string& out = sink_.buffer();
  out += ",\"pid\":";
  append_number(out, pid);
  out += ",\"tid\":";
  append_number(out, tid);
}

void ChromeTrace::name_of(std::string_view what, std::int64_t pid, std::int64_t tid,
                          std::string_view name, base::UnixMicros at) {
  entry("M", what, at);
  place(pid, tid);
  std::string& out = sink_.buffer();
  out += ",\"args\":{\"name\":";
  json::append_string(out, name);
  out += "}}";
}

void ChromeTrace::begin_process(std::int64_t pid, std::string_view name, base::UnixMicros at) {
  open_[pid] = {};
  name_of("process_name", pid, 0, name, at);
  name_of("thread_name", pid, 0, "run", at);
  entry("B", name, at);
  place(pid, 0);
  sink_.write("}");
}

void ChromeTrace::end_process(std::int64_t pid, std::string_view name, base::UnixMicros at) {
  entry("E", name, at);
  place(pid, 0);
  sink_.write("}");
  open_.erase(pid);
}

// The first lane that is free again.
std::int64_t ChromeTrace::lane_for(std::int64_t pid, const ChromeSlice& slice) {
  const auto row = static_cast<std::size_t>(slice.row);
  auto& lanes = open_[pid].free_at[row];
  std::size_t lane = 0;
  while (lane < lanes.size() && lanes[lane] > slice.at.v) ++lane;
  const std::int64_t tid =
      1 + static_cast<std::int64_t>(row) * kLanesOfRow + static_cast<std::int64_t>(lane);
  if (lane == lanes.size()) {
    lanes.push_back(0);
    name_of("thread_name", pid, tid, slice.row == ChromeRow::steps ? "steps" : "model calls",
            slice.at);
  }
  lanes[lane] = slice.at.v + slice.took_us;
  return tid;
}

void ChromeTrace::slice(std::int64_t pid, const ChromeSlice& slice) {
  const std::int64_t tid = lane_for(pid, slice);
  entry(slice.took_us > 0 ? "X" : "i", slice.name, slice.at);
  place(pid, tid);
  std::string& out = sink_.buffer();
  if (slice.took_us > 0) {
    out += ",\"dur\":";
    append_number(out, slice.took_us);
  } else {
    out += ",\"s\":\"t\"";
  }
  out += ",\"cat\":";
  json::append_string(out, slice.category);
  out += ",\"args\":";
  out += slice.arguments;
  out += '}';
  sink_.settle();
}

}  // namespace trace::formats
