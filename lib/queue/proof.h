// What results and running builds say of each candidate that waits.
#pragma once

#include <cstdint>
#include <vector>

#include "queue/speculation.h"

namespace reeve::queue {

struct Proof {
  bool passed = false;          // in a tree that passed, since it was last doubted
  bool is_tested = false;       // a running build, or one that is to land, will tell whether it passes
  bool is_suspect = false;      // in a failed tree that nothing smaller explains
  std::size_t limit = 0;        // of a suspect: of how many that tree can be narrowed down to next
  std::size_t part = SIZE_MAX;  // of how many a part of the chain with it may be: it was in one that failed
};

class Proofs {
 public:
  Proofs(const Trees& trees, const Speculation& chain);

  const Proof& operator[](ChangeId candidate) const { return proofs_[candidate]; }
  // Whether somebody waits who was in a part of the chain that failed though all of it had passed.
  bool has_clash() const;
  bool has_suspect(TreeId tree) const;
  std::size_t count_unproven(TreeId tree) const;  // of its candidates, those that have not passed

 private:
  struct Failure {
    TreeId tree;
    std::vector<ChangeId> suspects;
  };
  void note_passed();
  void note_doubted(const std::vector<std::size_t>& last_pass);
  void note_tested();
  bool is_telling(TreeId tree) const;
  std::vector<Failure> failures() const;
  void suspect(const std::vector<Failure>& failures);

  const Trees& trees_;
  const Speculation& chain_;
  std::vector<Proof> proofs_;
};

}  // namespace reeve::queue
