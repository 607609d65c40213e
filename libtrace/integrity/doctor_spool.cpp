#include "integrity/doctor.h"
#include "integrity/file_checks.h"

#include "base/fd.h"
#include "ingest/spool_dir.h"
#include "json/document.h"

#include <array>
#include <filesystem>

// Findings about what waits beside a store.
namespace trace::integrity {
namespace {

constexpr std::int64_t kFailures = 10;  // breaker.h

void waiting(const Patient& p, const FindingOut& out) {
  const auto waits = ingest::count_waiting(p.spool_places);
  if (waits.files == 0) return;
  out({"spool-waiting",
       std::to_string(waits.files) + " spool files wait for the store, " +
           std::to_string(waits.bytes) + " bytes",
       "trace-record replay --db " + in_quotes(p.path)});
}

void damaged(const Patient& p, const FindingOut& out) {
  check_spool(p.spool_places, [&](const Damage& damage) {
    out({"spool-damaged", damage.what, "trace-record replay --db " + in_quotes(p.path)});
  });
}

void quarantine(const Patient& p, const FindingOut& out) {
  for (const auto& place : p.spool_places) {
    std::error_code error;
    std::filesystem::directory_iterator files(place + "/quarantine", error);
    if (error || files == std::filesystem::directory_iterator()) continue;
    out({"quarantine", "damaged spool files were set aside in '" + place + "/quarantine'",
         "ls -l " + in_quotes(place + "/quarantine")});
  }
}

void breaker(const Patient& p, const FindingOut& out) {
  for (const auto& place : p.spool_places) {
    const std::string path = place + "/breaker.json";
    std::error_code error;
    if (!std::filesystem::exists(path, error)) continue;
    json::Document document;
    const std::string text = base::read_file(path, 4096);
    if (!document.parse(text)) continue;
    if (document.root()["failures"].i64().value_or(0) < kFailures) continue;
    out({"breaker-open",
         "recorders leave the store alone after ten failures: all goes to the spool",
         "trace-record replay --db " + in_quotes(p.path)});
  }
}

constexpr std::array kChecks{DoctorCheck{"waiting", waiting}, DoctorCheck{"damaged", damaged},
                             DoctorCheck{"quarantine", quarantine},
                             DoctorCheck{"breaker", breaker}};

}  // namespace

std::span<const DoctorCheck> spool_checks() noexcept { return kChecks; }

}  // namespace trace::integrity
