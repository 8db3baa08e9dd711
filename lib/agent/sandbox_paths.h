// Which folders a program needs to start that are not the system's own. sandbox.h says the rule.
#pragma once

#include <filesystem>
#include <vector>

#include "base/process.h"

namespace reeve {

// Absolute paths that exist and are not below the system's folders; those of PATH first. `program` is what
// program_of() gave. What has one of `hidden` in it is never among them.
std::vector<std::filesystem::path> paths_to_start(const ProcessSpec& spec,
                                                  const std::filesystem::path& program,
                                                  const std::vector<std::filesystem::path>& hidden);

// The folders of the system that are shown whole: those of this list that exist.
const std::vector<std::filesystem::path>& system_folders();

// What is below /etc and not for everybody to read: a sandbox of the administrator could read it. Looked for
// once in a process.
const std::vector<std::filesystem::path>& secrets_of_the_system();

// Whether the path leads to anything. False, too, where we may not look.
bool is_there(const std::filesystem::path& path);

// `path` is `folder`, or lies in it; by their names alone.
bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace reeve
