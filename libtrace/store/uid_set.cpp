#include "store/uid_set.h"

#include <utility>

namespace trace::store {

std::int64_t UidSet::find(const digest::Hash128& uid) const noexcept {
  if (slots_.empty()) return 0;
  const auto key = key_of(uid);
  for (std::size_t i = key & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i].event == 0) return 0;
    if (slots_[i].key == key) return slots_[i].event;
  }
}

void UidSet::place(Slot slot) noexcept {
  std::size_t i = slot.key & (slots_.size() - 1);
  while (slots_[i].event != 0) i = (i + 1) & (slots_.size() - 1);
  slots_[i] = slot;
}

void UidSet::grow() {
  auto old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 64 : slots_.size() * 2));
  for (const auto& slot : old)
    if (slot.event != 0) place(slot);
}

void UidSet::insert(const digest::Hash128& uid, std::int64_t event) {
  if (4 * (used_ + 1) > 3 * slots_.size()) grow();
  place({key_of(uid), event});
  ++used_;
}

void UidSet::clear() noexcept {
  slots_.clear();
  used_ = 0;
}

}  // namespace trace::store
