#include "common/private_process.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::cli {

void keep_memory_private() noexcept { ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

std::optional<std::string> danger_of_folder(const std::string& store_path) {
  const auto slash = store_path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : (slash == 0 ? "/" : store_path.substr(0, slash));
  struct stat st {};
  if (::stat(folder.c_str(), &st) != 0) return std::nullopt;
  // In a folder such as /tmp (sticky) names of others' files cannot be taken away.
  if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
    return "others may put files in the place of '" + store_path +
           "'; chmod o-w its folder, or say --insecure";
  const uid_t self = ::geteuid();
  if (self != 0 && st.st_uid != self && st.st_uid != 0)
    return "the folder of '" + store_path + "' is somebody else's; say --insecure if that is meant";
  return std::nullopt;
}

}  // namespace trace::cli
