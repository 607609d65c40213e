#include "store/small_metadata.h"

#include "json/members.h"
#include "json/writer.h"

namespace trace::store {
namespace {

constexpr std::size_t kMark = 48;  // room for metadata_bytes

}  // namespace

std::string small_metadata(const std::string& metadata) {
  if (metadata.size() <= kMaxMetadata) return metadata;
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  json::Members members(metadata);
  while (const auto member = members.next()) {
    const bool fits =
        out.size() + member->quoted.size() + member->value.size() + kMark <= kMaxMetadata;
    if (fits && member->key != "metadata_bytes") writer.key(member->key).raw(member->value);
  }
  writer.key("metadata_bytes").integer(static_cast<std::int64_t>(metadata.size())).end_object();
  return out;
}

}  // namespace trace::store
