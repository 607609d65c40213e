#include "ingest/ports.h"

namespace trace::ingest {

void Parsed::clear() {
  events.clear();
  before.clear();
  after.clear();
  understood = true;
  withhold = false;
}

}  // namespace trace::ingest
