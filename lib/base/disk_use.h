// How much of the disk folders take.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/process.h"

namespace reeve {

// The blocks of all files in the folders, in bytes; a file with several names counts once. Follows no links
// and stays on each folder's file system. What disappears meanwhile or may not be read counts nothing, and
// neither does what lies more than 200 folders deep.
std::uint64_t disk_use_of(const std::vector<std::filesystem::path>& folders);

// What is left on the file system of `folder` for users without privileges, in bytes.
std::uint64_t disk_left_at(const std::filesystem::path& folder);

// The limit with which folders, as they are now, may grow by `growth` bytes.
DiskLimit room_to_grow(std::vector<std::filesystem::path> folders, std::uint64_t growth);

}  // namespace reeve
