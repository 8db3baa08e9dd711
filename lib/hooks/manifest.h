// What an installation wrote, so that it can be taken back exactly.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace reeve::hooks {

struct WrittenHook {
  std::string path;
  std::string content;  // of the shim, to tell whether a person has edited it since
  std::string chained;  // where the hook that was there before is kept; empty if there was none
};

using Manifest = std::vector<WrittenHook>;

// Empty if there is none. Error(damaged) if it cannot be read back.
Manifest read_manifest(const std::filesystem::path& path);
// An empty manifest removes the file.
void write_manifest(const std::filesystem::path& path, const Manifest& manifest);

}  // namespace reeve::hooks
