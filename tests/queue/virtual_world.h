// What is true of changes that exist only as numbers: which of them are bad, which break together though each
// is sound, which cannot be merged on top of each other. Shared by the tests of the queue and its simulator.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "queue/queue.h"

namespace reeve::test {

struct VirtualChange {
  bool is_bad = false;
  bool passed_on_branch = false;
  int priority = 0;
  std::vector<int> paths;  // sorted
};

// Of pairs that touch a common path and were written without knowing of each other.
struct ConflictShares {
  double semantic = 0;  // break together
  double textual = 0;   // do not merge
};

class VirtualWorld {
 public:
  VirtualWorld(std::uint64_t seed, ConflictShares shares) : seed_(seed), shares_(shares) {}

  // `others` wait, so that neither it nor they know of each other.
  void add(const std::string& id, const VirtualChange& change, const std::vector<queue::Candidate>& others);
  void land(const std::string& id);
  void revert(const std::string& id);
  void land_outside(bool is_sound);

  bool is_bad(const std::string& id) const { return entries_.at(id).change.is_bad; }
  const std::vector<int>& paths(const std::string& id) const { return entries_.at(id).change.paths; }
  // Whether it breaks together with something that is on the line.
  bool clashes_with_line(const std::string& id) const;
  bool is_line_sound(std::size_t position) const { return breakages_[position] == 0; }
  bool is_sound(const queue::Tree& tree) const;
  // Whether it can be merged on top of this tree, which has none that cannot.
  bool merges(const queue::Tree& tree, const std::string& id) const;

 private:
  struct Entry {
    VirtualChange change;
    std::vector<std::string> clashes;
    std::vector<std::string> collisions;
    std::size_t landed = never;
    std::size_t reverted = never;
  };
  static constexpr std::size_t never = SIZE_MAX;
  bool is_on_line(const std::string& id, std::size_t position) const;
  int breakages_by(const Entry& entry) const;
  bool draws(const std::string& a, const std::string& b, const char* what, double share) const;

  std::uint64_t seed_;
  ConflictShares shares_;
  std::unordered_map<std::string, Entry> entries_;
  std::vector<int> breakages_{0};  // at each position of the line
};

}  // namespace reeve::test
