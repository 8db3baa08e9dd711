// What results and running builds say of each candidate that waits.
#pragma once

#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

struct Standing {
  bool passed = false;       // in a tree that passed, since it last clashed
  bool has_clashed = false;  // was in what a chain was refuted with, though each had passed
  bool is_tested = false;    // a running build will tell whether it passes
  bool is_suspect = false;   // in a failed tree that nothing smaller explains
  std::size_t limit = 0;     // of a suspect: of how many that tree can be narrowed down to next
};

class Standings {
 public:
  // A tree tells of its candidates if no more than `telling` of them have not passed yet: of a larger one it
  // is too likely that it fails.
  Standings(const Trees& trees, std::size_t telling, int runs);

  const Standing& operator[](ChangeId candidate) const { return standings_[candidate]; }
  bool has_suspect(TreeId tree) const;
  std::size_t count_unproven(TreeId tree) const;  // of its candidates, those that have not passed

 private:
  struct Failure {
    TreeId tree;
    std::vector<ChangeId> suspects;
  };
  void note_passed(int runs);
  void note_clashes(int runs, const std::vector<std::size_t>& last_pass);
  void note_tested(std::size_t telling);
  std::vector<Failure> failures() const;
  void suspect(const std::vector<Failure>& failures);

  const Trees& trees_;
  std::vector<Standing> standings_;
};

}  // namespace reeve::queue
