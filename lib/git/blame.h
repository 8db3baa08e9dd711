// Which commit a line of a file comes from: `git blame`.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/oid.h"

namespace reeve::git {

struct BlamedLine {
  std::size_t number = 0;     // from 1
  std::optional<Oid> commit;  // absent: it is not committed yet
  std::string text;
};

struct LineRange {
  std::size_t first = 1;
  std::size_t last = 1;
};

// The lines of the file at a path relative to `folder`, as `commit` has it; absent: as it is in the work
// tree. Absent range: all lines. Throws Error(not_found) with git's words for a file or a line that is not
// there.
std::vector<BlamedLine> blame(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                              const std::string& path, const std::optional<LineRange>& lines);

// The newest commit up to `commit` (absent: HEAD) that changed what is at this path, be it a file or a
// submodule; absent: none did.
std::optional<Oid> last_change_of(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                                  const std::string& path);

// The newest commit up to `commit` (absent: HEAD) that removed or renamed this file; absent: it never was
// there.
std::optional<Oid> removal_of(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                              const std::string& path);

}  // namespace reeve::git
