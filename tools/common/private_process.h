// What a tool does for itself before it holds keys or secrets, and what it says about the folder
// of a store. For the main thread.
#pragma once

#include <optional>
#include <string>

namespace trace::cli {

// Let nobody but the superuser look into the memory or the environment of this process, and no
// dump of it be written. A program that it starts is not concerned.
void keep_memory_private() noexcept;

// Say what is wrong with the folder that a store is in: others may write to it and so put files in
// the place of the store's, or it is somebody else's. Nothing when all is well or it is not there.
std::optional<std::string> danger_of_folder(const std::string& store_path);

}  // namespace trace::cli
