#include "sources/find_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fnmatch.h>
#include <memory>
#include <sys/stat.h>

namespace trace::sources {
namespace {

using base::Errc;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

enum class Kind : std::uint8_t { other, file, folder };

struct Entry {
  std::string name;
  Kind kind = Kind::other;
};

// A link counts as what it leads to, but a folder behind a link is only entered when it was named.
Kind kind_of(const std::string& path, bool was_named) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return Kind::other;
  if (S_ISREG(st.st_mode)) return Kind::file;
  if (!S_ISDIR(st.st_mode)) return Kind::other;
  struct stat link {};
  const bool is_link = ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode);
  return is_link && !was_named ? Kind::other : Kind::folder;
}

std::string join(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

void add_error(int error, const std::string& path, FoundFiles& found) {
  const auto code = error == ENOENT || error == ENOTDIR ? Errc::not_found
                    : error == EACCES                   ? Errc::permission
                                                        : Errc::io;
  found.errors.push_back({code, "cannot read '" + path + "': " + std::strerror(error)});
}

// The entries of a folder in the order of names.
std::vector<Entry> list(const std::string& path, FoundFiles& found) {
  const std::string where = path.empty() ? "." : path;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(where.c_str()));
  std::vector<Entry> entries;
  if (!folder) {
    add_error(errno, where, found);
    return entries;
  }
  found.folders.push_back(where);
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({name, kind_of(join(path, name), false)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

void walk(const std::string& folder, FoundFiles& found) {
  for (const auto& entry : list(folder, found)) {
    if (entry.name.starts_with('.')) continue;
    if (entry.kind == Kind::folder) walk(join(folder, entry.name), found);
    if (entry.kind == Kind::file) found.files.push_back(join(folder, entry.name));
  }
}

// `rest` is what of the pattern comes below `folder`.
void match(const std::string& folder, std::string_view rest, FoundFiles& found) {
  const auto slash = rest.find('/');
  const std::string part(rest.substr(0, slash));
  const bool is_last = slash == std::string_view::npos;
  const auto below = is_last ? std::string_view{} : rest.substr(slash + 1);
  if (!is_pattern(part)) {
    const auto path = join(folder, part.empty() ? "/" : part);
    const auto kind = kind_of(path, true);
    if (is_last && kind == Kind::file) found.files.push_back(path);
    if (is_last && kind == Kind::folder) walk(path, found);
    if (!is_last && kind == Kind::folder) match(path, below, found);
    return;
  }
  if (part == "**") match(folder, is_last ? "*" : below, found);
  for (const auto& entry : list(folder, found)) {
    const auto path = join(folder, entry.name);
    if (part == "**") {
      if (entry.kind == Kind::folder && !entry.name.starts_with('.')) match(path, rest, found);
      continue;
    }
    if (::fnmatch(part.c_str(), entry.name.c_str(), FNM_PERIOD) != 0) continue;
    if (is_last && entry.kind == Kind::file) found.files.push_back(path);
    if (is_last && entry.kind == Kind::folder) walk(path, found);
    if (!is_last && entry.kind == Kind::folder) match(path, below, found);
  }
}

}  // namespace

bool is_pattern(std::string_view text) noexcept {
  return text.find_first_of("*?[") != std::string_view::npos;
}

void find_files(const std::string& path, bool must_exist, FoundFiles& found) {
  struct stat st {};
  if (::stat(path.c_str(), &st) == 0) {
    if (S_ISDIR(st.st_mode))
      walk(path, found);
    else
      found.files.push_back(path);  // also a pipe: it was named
    return;
  }
  const int error = errno;
  const auto before = found.files.size();
  if (is_pattern(path)) {
    // A folder that is not there is the same as a pattern that matches nothing.
    const auto errors = found.errors.size();
    match("", path, found);
    if (found.files.size() == before && found.errors.size() == errors && must_exist)
      found.errors.push_back({Errc::not_found, "no file matches '" + path + "'"});
    return;
  }
  if (must_exist) add_error(error, path, found);
}

}  // namespace trace::sources
