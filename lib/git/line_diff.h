// Differences between two texts, line by line.
#pragma once

#include <string>
#include <vector>

namespace reeve::git {

struct Hunk {
  std::vector<std::string> removed;  // lines without their line feed
  std::vector<std::string> added;
};

// The places where two texts differ, in order, without context lines. Throws Error(git) if libgit2 fails.
std::vector<Hunk> line_diff(const std::string& before, const std::string& after);

}  // namespace reeve::git
