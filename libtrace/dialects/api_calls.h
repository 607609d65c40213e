// The model calls of one input of an API, each counted once by its id: opened by its first frame,
// timed by arrival when that means something, reported when it ended and whenever it says more.
// One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/api_call.h"
#include "dialects/error_code.h"
#include "ingest/ports.h"

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class ApiCalls {
 public:
  ApiCalls(const ingest::DialectContext& context, std::string_view provider)
      : provider_(provider), is_live_(context.is_live), keeps_content_(context.keep_content) {}

  // A frame arrived; what follows is about it.
  void begin_frame(const ingest::Line& line, bool is_event);
  // What follows is only about so many bytes of the frame.
  void measure(std::size_t bytes) noexcept { bytes_ = static_cast<std::int64_t>(bytes); }
  // The call of that id, opened if it is new; an empty id: the current one, or a new one of ours
  // when that is over. References live until the next frame.
  ApiCall& of(std::string_view id);
  // A new call, whatever the current one says.
  ApiCall& open(std::string_view id);
  // The call that was spoken of last; null: none yet.
  ApiCall* current() noexcept { return calls_.empty() ? nullptr : &calls_.back(); }
  const ApiCall* current() const noexcept { return calls_.empty() ? nullptr : &calls_.back(); }
  bool knows(std::string_view id) const noexcept;
  // Tell whether a call waits for more.
  bool is_open() const noexcept { return !calls_.empty() && !calls_.back().is_finished; }

  // The source says when the call was made, and when it was answered; takes effect where arrival
  // says nothing.
  void made(ApiCall& call, std::optional<base::UnixMicros> at);
  void answered(ApiCall& call, std::optional<base::UnixMicros> at);
  // The source says how long it took, and when it had been answered; what it does not say is not
  // known, whatever arrival says.
  void took(ApiCall& call, std::optional<base::UnixMicros> until,
            std::optional<std::int64_t> duration_ms, std::optional<std::int64_t> ttft_ms);
  // A piece of the answer came, and its text.
  void say(ApiCall& call, std::string_view text);
  // It stopped, and why.
  void finish(ApiCall& call, std::string_view stop_reason);
  void fail(ApiCall& call, const ErrorSigns& signs);
  // The stream said that nothing more comes: the call that is open was answered whole.
  void end_stream();
  // A request was sent: the next new call answers it.
  void ask(ApiQuestion question);
  // The status of the response that comes next.
  void set_http_status(std::int64_t status);

  // Append what is due. `trace`: public id of the trace that owns the calls.
  void report(const std::string& trace, ingest::Parsed& out);
  // Append calls that were never answered to their end, as canceled.
  void give_up(const std::string& trace, ingest::Parsed& out);

  bool keeps_content() const noexcept { return keeps_content_; }
  bool has_question() const noexcept { return question_.has_value(); }
  base::UnixMicros at() const noexcept { return at_; }
  // When the frame was made, or the call before it, as far as the source says so and arrival does
  // not.
  std::optional<base::UnixMicros> told_at() const;

 private:
  static constexpr std::size_t kMaxCalls = 32;  // that may still say more

  bool is_timed(const ApiCall& call) const noexcept;
  void fail_unanswered();
  void count_bytes();
  void report(ApiCall& call, const std::string& trace, ingest::Parsed& out) const;

  std::string provider_;
  bool is_live_, keeps_content_;
  std::list<ApiCall> calls_;  // the one spoken of last stands last
  std::list<ApiCall> gone_;   // pushed out, to be reported
  std::optional<ApiQuestion> question_;
  std::optional<std::int64_t> http_status_;
  std::optional<base::UnixMicros> began_;  // the response that comes next, before its call is known
  base::UnixMicros at_;
  std::optional<base::UnixMicros> told_at_;
  std::int64_t bytes_ = 0, early_bytes_ = 0;  // early: of keep-alives before the call
  bool is_event_ = false;
  std::uint64_t frame_ = 0, anonymous_ = 0;
  ApiCall* touched_ = nullptr;  // the call that the frame is about
};

}  // namespace trace::dialects
