// The chain of trees that are to land one after the other: which of them still can, and what stands on top.
#pragma once

#include <vector>

#include "queue/standing.h"

namespace reeve::queue {

class Speculation {
 public:
  Speculation(const Trees& trees, const Standings& standings, int runs);

  // The longest tree on the line's newest that runs or is to run again, with everything below it; the newest
  // itself if there is none.
  TreeId tip() const { return tip_; }
  // When the last build of the tip's chain started; the epoch if none runs.
  TimePoint last_start() const { return last_start_; }
  // The trees of the tip's chain that failed, though each of their candidates has passed: the failure is a
  // flake, or two that do not go together. The lowest only: it decides of those above.
  std::vector<TreeId> doubted() const;
  // Whether it failed as often as a tree may.
  bool is_refuted(TreeId tree) const;

 private:
  bool can_land(TreeId tree) const;
  void choose_tip();

  const Trees& trees_;
  const Standings& standings_;
  int runs_;
  TreeId tip_ = 0;
  TimePoint last_start_{};
};

}  // namespace reeve::queue
