// How large the difference between two trees is: what `git diff --shortstat` would count, bounded.
#pragma once

#include <cstddef>

#include "git/repository.h"

namespace reeve::git {

struct DiffSize {
  std::size_t files = 0;  // changed, added or gone; a changed mode alone counts as well
  std::size_t lines = 0;  // added and removed together

  bool operator==(const DiffSize&) const = default;
};

// The most bytes of one file, both sides together, that are compared line by line, and of all files together.
// 1 MB of text takes 35 ms; but of the shortest lines, which an agent may write, 2.8 s, and 8 MB take 76 s.
constexpr std::size_t longest_compared = 1 << 20;
constexpr std::size_t most_compared = 4 << 20;
// Of files that are new or gone only line ends are counted, which costs no more than reading them.
constexpr std::size_t most_counted = 64 << 20;

// All changed files are counted; lines are those of text files (git's rule: no NUL in the first 8,000 bytes)
// within these limits, in the order of their paths: of a file beyond them no line is counted. Throws as
// Repository::changes().
DiffSize diff_size(const Repository& repository, const Oid& from_tree, const Oid& to_tree);

}  // namespace reeve::git
