#include "store/trace_claims.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

namespace trace::store {
namespace {

using model::Claim;
using model::TraceChange;

struct TextField {
  std::uint32_t bit;
  std::string TraceChange::*text;
};

constexpr auto kTexts = std::to_array<TextField>({
    {ClaimField::parent, &TraceChange::parent},
    {ClaimField::title, &TraceChange::title},
    {ClaimField::source, &TraceChange::source},
    {ClaimField::source_ref, &TraceChange::source_ref},
    {ClaimField::session, &TraceChange::session_id},
    {ClaimField::message_id, &TraceChange::message_id},
    {ClaimField::client_message_id, &TraceChange::client_message_id},
    {ClaimField::mode, &TraceChange::mode},
    {ClaimField::actor, &TraceChange::actor},
    {ClaimField::model, &TraceChange::model},
    {ClaimField::cwd, &TraceChange::cwd},
    {ClaimField::host, &TraceChange::host},
    {ClaimField::params, &TraceChange::params},
    {ClaimField::stats, &TraceChange::stats},
    {ClaimField::result, &TraceChange::result},
    {ClaimField::metadata, &TraceChange::metadata},
});

// A file that saw the trace begin earlier; then the longer one, which may be the same file, grown.
bool ranks_before(const Claim& a, const Claim& b) {
  return std::tuple(a.at, -a.lines, a.mark) < std::tuple(b.at, -b.lines, b.mark);
}

void put(std::string& out, std::int64_t v) {
  std::array<char, sizeof v> bytes;
  std::memcpy(bytes.data(), &v, sizeof v);
  out.append(bytes.data(), bytes.size());
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::optional<std::int64_t> next() {
    std::int64_t v = 0;
    if (bytes_.size() < sizeof v) return std::nullopt;
    std::memcpy(&v, bytes_.data(), sizeof v);
    bytes_.remove_prefix(sizeof v);
    return v;
  }

 private:
  std::string_view bytes_;
};

// The first three numbers are the end: flags, time, duration.
constexpr std::int64_t kHasEnd = 1, kIsReported = 2, kHasDuration = 4;

}  // namespace

TraceClaims::TraceClaims(std::string_view bytes) {
  Reader reader(bytes);
  const auto flags = reader.next(), at = reader.next(), duration = reader.next();
  if (!flags || !at || !duration) return;
  if ((*flags & kHasEnd) != 0) {
    end_.emplace();
    end_->at = *at;
    end_->is_reported = (*flags & kIsReported) != 0;
    if ((*flags & kHasDuration) != 0) end_->duration_ms = duration;
  }
  for (;;) {
    const auto begin = reader.next(), lines = reader.next(), mark = reader.next(),
               fields = reader.next();
    if (!fields) return;
    groups_.push_back({{{*begin}, *lines, *mark}, static_cast<std::uint32_t>(*fields)});
  }
}

std::string TraceClaims::bytes() const {
  std::string out;
  std::int64_t flags = 0;
  if (end_) flags = kHasEnd | (end_->is_reported ? kIsReported : 0);
  if (end_ && end_->duration_ms) flags |= kHasDuration;
  put(out, flags);
  put(out, end_ ? end_->at : 0);
  put(out, end_ ? end_->duration_ms.value_or(0) : 0);
  for (const auto& group : groups_) {
    put(out, group.claim.at.v);
    put(out, group.claim.lines);
    put(out, group.claim.mark);
    put(out, group.fields);
  }
  return out;
}

void TraceClaims::give(const Claim& claim, std::uint32_t field) {
  for (auto& group : groups_) group.fields &= ~field;
  std::erase_if(groups_, [](const Group& group) { return group.fields == 0; });
  const auto same = std::find_if(groups_.begin(), groups_.end(),
                                 [&](const Group& group) { return group.claim == claim; });
  if (same != groups_.end())
    same->fields |= field;
  else
    groups_.push_back({claim, field});
}

bool TraceClaims::takes(const Claim& claim, std::uint32_t field, std::uint32_t others) {
  const auto owner = std::find_if(groups_.begin(), groups_.end(),
                                  [&](const Group& group) { return (group.fields & field) != 0; });
  const bool wins =
      owner != groups_.end() ? ranks_before(claim, owner->claim) : (others & field) == 0;
  if (wins) give(claim, field);
  return wins;
}

// An end that was reported comes before one that was only supposed.
bool TraceClaims::takes_end(const TraceChange& change, std::uint32_t others) {
  if (!change.status || !model::is_end(*change.status)) return false;
  const bool is_reported = change.ending == model::Ending::reported;
  const bool is_better = end_ && is_reported && !end_->is_reported;
  if (end_ && !is_reported && end_->is_reported) return false;
  if (is_better)
    give(*change.claim, ClaimField::end);
  else if (!takes(*change.claim, ClaimField::end, others))
    return false;
  end_ =
      ClaimedEnd{change.ended_at.value_or(base::UnixMicros{}).v, change.duration_ms, is_reported};
  return true;
}

void TraceClaims::filter(TraceChange& change, std::uint32_t others) {
  for (const auto& field : kTexts)
    if (auto& text = change.*field.text; !text.empty() && !takes(*change.claim, field.bit, others))
      text.clear();
  if (!takes_end(change, others)) change.status.reset();
}

}  // namespace trace::store
