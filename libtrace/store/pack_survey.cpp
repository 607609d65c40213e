#include "store/pack_survey.h"

#include "digest/checksum.h"

#include "store/block_codec.h"
#include "store/block_writer.h"

#include <algorithm>

namespace trace::store {
namespace {

constexpr std::size_t kMostSums = 4'000'000;
constexpr std::size_t kSampleSize = 16 * 1024;  // of one row
constexpr std::uint64_t kLeastBytes = 256 * 1024;
constexpr std::size_t kTrials = 24;

}  // namespace

void PackSurvey::add(std::string_view bytes, const std::vector<Part>& texts) {
  for (const Part& part : texts) {
    const auto sum = digest::checksum64(bytes.substr(part.begin, part.size));
    if (once_.size() < kMostSums && !once_.insert(sum).second) repeated_.insert(sum);
  }
  bytes_ += bytes.size();
  sample(bytes);
}

// Every stride-th row; when there are too many, every second one of them goes. Rows for trials are
// not trained on, and lie as far apart as the samples do.
void PackSurvey::sample(std::string_view bytes) {
  if (is_in_trial_) {
    trials_.back() += bytes.substr(0, kSampleSize);
    is_in_trial_ = trials_.back().size() < BlockWriter::kBlockBytes;
    return;
  }
  if (bytes_ >= next_trial_ && trials_.size() < 2 * kTrials) {
    trials_.emplace_back();
    is_in_trial_ = true;
    next_trial_ = bytes_ + std::max<std::uint64_t>(kLeastBytes, bytes_ / 4);
    return;
  }
  if (seen_++ % stride_ != 0) return;
  samples_.emplace_back(bytes.substr(0, kSampleSize));
  sample_bytes_ += samples_.back().size();
  if (sample_bytes_ <= kSampleBytes) return;
  std::size_t kept = 0;
  sample_bytes_ = 0;
  for (std::size_t i = 0; i < samples_.size(); i += 2) {
    sample_bytes_ += samples_[i].size();
    samples_[kept++] = std::move(samples_[i]);
  }
  samples_.resize(kept);
  stride_ *= 2;
}

std::size_t PackSurvey::packed_size(std::string_view dictionary) const {
  BlockEncoder encoder(dictionary);
  std::size_t size = 0;
  for (const std::string& trial : trials_) size += encoder.encode(trial).size();
  return size;
}

std::string PackSurvey::better_dictionary(std::string_view current) const {
  if (bytes_ < kLeastBytes) return {};
  const std::size_t most = std::min(kDictionaryBytes, sample_bytes_ / 10);
  std::string made = train_dictionary(samples_, most);
  if (made.empty()) return {};
  std::size_t tried = 0;
  for (const std::string& trial : trials_) tried += trial.size();
  const std::size_t now = packed_size(current), then = packed_size(made);
  if (tried == 0 || then >= now) return {};
  const double saved = static_cast<double>(now - then) / static_cast<double>(tried);
  const bool pays = saved * static_cast<double>(bytes_) > static_cast<double>(made.size());
  return pays ? made : std::string();
}

}  // namespace trace::store
