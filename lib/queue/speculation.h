// The chain of trees that are to land one after the other, and what a failure says while parts of it are
// assumed to be good.
#pragma once

#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

// What a tree stands on: the longest part of it that is of the chain or passed, or a place on the line.
enum class Footing {
  sound,  // on the line, or passed: a failure is the fault of what stands on it
  open,   // in flight: wait
  lost,   // refuted, or the line went another way: a failure says nothing
};

class Speculation {
 public:
  Speculation(const Trees& trees, int runs);

  bool is_chain(TreeId tree) const { return tree < known_.size() && known_[tree].is_chain; }
  // Whether it failed `runs` times, alone or with what was built on top of it in the chain, and nothing with
  // all of it ever passed. One failure in a chain is not run anew while a longer tree still runs: if that
  // passes, all of it lands.
  bool is_refuted(TreeId tree) const { return tree < known_.size() && known_[tree].is_refuted; }
  // Whether it or a part of it is refuted.
  bool is_broken(TreeId tree) const { return tree < known_.size() && known_[tree].is_broken; }
  TreeId base_of(TreeId tree) const;
  Footing footing(TreeId tree) const;
  // The changes on top of its base.
  std::vector<ChangeId> own(TreeId tree) const;

 private:
  struct Known {
    bool is_chain = false;
    bool has_passed = false;  // or something that stands on it
    bool is_refuted = false;
    bool is_broken = false;
    int failures = 0;  // of it, and of what stands on it in the chain
  };
  void note_purposes();
  void note_results();

  const Trees& trees_;
  std::vector<Known> known_;
};

}  // namespace reeve::queue
