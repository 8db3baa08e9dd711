// What a tree that passed is worth once the line went another way than it did: the rule of trees tested
// apart.
//
// Supposed is that what breaks together are two changes that can interact (can_interact), that is, share
// something. Then all that counts for a candidate is which of the changes that share something with it are
// there. A tree that passed speaks for a candidate of it on the line's newest if both have the same of these:
//   - what landed since the tree's place and can interact with it was in the tree;
//   - what was in the tree and can interact with it has landed, or lands together with it.
// What else the tree had, or the line got, shares nothing with it, so that it needs no second look. A revert
// and a push of somebody else were in no tree. What was in the tree and has left the queue without landing
// may interact with all, since nobody knows any more what it touched.
//
// Only those count that share something with the candidate itself, not those that share something with these
// in turn: at 4 such changes in flight for each candidate everything would hang together, and nothing land
// beside anything else. Three changes that break only together, the first and the last of which share
// nothing, are found by the verification of the line.
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

  // Of this tree, which passed, what may land now, in its order: as one push, on top of the newest.
  std::vector<ChangeId> may_land(TreeId tree) const;
  // Whether this candidate of the tree may land by it once others of it have: nothing speaks against it that
  // has happened already.
  bool speaks_for(TreeId tree, ChangeId candidate) const;
  // All of the tree's candidates for which that holds.
  std::vector<ChangeId> spoken_for(TreeId tree) const;
  bool can_interact(ChangeId a, ChangeId b) const;  // of candidates that wait
  // The waiting candidates that can interact with this one, in turn.
  std::vector<ChangeId> peers(ChangeId candidate) const;
  // The candidates that landed after this place, stayed, and can interact with it, in their order.
  std::vector<std::size_t> peers_on_line(ChangeId candidate, std::size_t after) const;

 private:
  using Touch = std::uint32_t;
  class Members;
  std::vector<Touch> touches_of(const std::set<std::string>& names);
  bool is_overtaken(ChangeId candidate, std::size_t place, const Members& members) const;
  std::vector<ChangeId> spoken_for(TreeId tree, const Members& members) const;
  std::vector<std::size_t> places_of(ChangeId candidate, std::size_t after) const;

  static constexpr ChangeId nobody = UINT32_MAX;
  const Trees& trees_;
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
