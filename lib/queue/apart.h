// What a tree that passed is worth once the line went another way than it did: the rule of trees tested
// apart.
//
// Supposed is that a change breaks by itself, or together with one other change that can interact with it
// (can_interact), that is, shares something with it. Then a candidate may land on the line's newest if
//   - it passed in a tree, so that it is sound, and goes with all before the tree's place;
//   - of what landed since that place, it passed together with each that can interact with it, in that tree
//   or
//     in another one. A revert and a push of somebody else were in no tree.
// It does not wait for what else was in its tree and has not landed, though it was tested with that: nobody
// writes a change against what has not landed. To wait was tried: at 4 changes in flight that share something
// with each candidate everything waits for everything, so that one failure holds up all, and 400 an hour
// land instead of 970, 60 minutes after they came. For the same reason only those count that share something
// with the candidate itself, not those that share something with these in turn. What breaks only with three
// changes, or without one that came later, is found by the verification of the line.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

class Apart {
 public:
  // Keeps a reference. Costs some microseconds for each hundred things that candidates and the line touch.
  explicit Apart(const Trees& trees);

  // Of these candidates those that may land now, in this order, as one push on top of the newest.
  std::vector<ChangeId> may_land(const std::vector<ChangeId>& candidates) const;
  // Whether this candidate of the tree may land now if the tree passes.
  bool speaks_for(TreeId tree, ChangeId candidate) const;
  // Whether they were together in a tree that passed.
  bool passed_together(ChangeId a, ChangeId b) const;
  bool can_interact(ChangeId a, ChangeId b) const;  // of candidates that wait
  // The waiting candidates that can interact with this one, in turn.
  std::vector<ChangeId> peers(ChangeId candidate) const;
  // The candidates that landed after this place, stayed, and can interact with it, in their order.
  std::vector<std::size_t> peers_on_line(ChangeId candidate, std::size_t after) const;

 private:
  using Touch = std::uint32_t;
  std::vector<Touch> touches_of(const std::set<std::string>& names);
  bool is_in(TreeId tree, ChangeId change) const;
  bool is_tested_with_line(ChangeId candidate, std::size_t place, TreeId tree) const;
  bool has_passed_for_line(ChangeId candidate) const;
  std::vector<std::size_t> places_of(ChangeId candidate, std::size_t after) const;

  static constexpr ChangeId nobody = UINT32_MAX;
  const Trees& trees_;
  std::vector<std::vector<TreeId>> passed_;  // by candidate: the trees with it that passed
  std::vector<std::vector<bool>> members_;   // by tree and change, of those and of what runs
  std::unordered_map<std::string_view, Touch> ids_;
  std::vector<std::vector<Touch>> touches_;          // by candidate, sorted
  std::vector<std::vector<ChangeId>> waiting_with_;  // by touch, in turn
  std::vector<ChangeId> unknown_;                    // that wait
  std::vector<std::vector<std::size_t>> places_;     // by touch: of the line, where it was changed
  std::vector<std::size_t> unknown_places_;
  std::unordered_set<std::string_view> reverted_;
  std::vector<ChangeId> landed_at_;  // by place, from the first one that is known; nobody for the others
};

}  // namespace reeve::queue
