// Messages for people in their language: English as the code says them, Chinese from one table of
// phrases with gaps. Not for data, help, man pages or what is recorded. Safe on any thread.
#pragma once

#include "common/environment.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trace::cli {

enum class Language : std::uint8_t { english, chinese };

// Return the language of TRACE_LANG, else of LC_ALL, LC_MESSAGES or LANG, the first that is set;
// English unless that begins with `zh`.
Language language_of(const Environment& environment);

// A part of a message. Gaps: {} is any text, {n} a number, (s) an s or nothing; a message is made
// of phrases with `: `, `; `, `, ` or ` (` between them. Gaps are filled in their order.
struct Phrase {
  std::string_view english, chinese;
};

// Return one half of the table; the first phrase that fits is taken, faults before use.
std::span<const Phrase> phrases_of_faults() noexcept;
std::span<const Phrase> phrases_of_use() noexcept;

struct Translation {
  std::string text;
  bool is_whole = true;  // every part of the message is in the table
};

// Return the message in Chinese; parts that are not in the table stay as they are.
Translation in_chinese(std::string_view message);

}  // namespace trace::cli
