// Changes of the line that met there for the first time: they share something, and no tree with both of them
// had passed before. Where a line breaks though each of its changes passed, it is for such a pair.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "queue/trees.h"

namespace reeve::queue {

class Meetings {
 public:
  // Keeps a reference. Knows of what landed after the first place of the trees.
  explicit Meetings(const Trees& trees);

  // The places of the candidates before this one on the line that stayed and that the candidate of this place
  // met there for the first time, in their order.
  std::vector<std::size_t> first_met_at(std::size_t place) const;
  // Whether a tree with the candidate of this place on top passed.
  bool has_passed(std::size_t place) const { return passed_.contains(trees_.state().line[place].id); }
  // Whether the last change of this tree shares something with each other one; all of them have landed.
  bool is_of_peers(TreeId tree) const;

 private:
  void note_passed();
  void note_line();
  std::vector<std::size_t> peers_before(std::size_t place) const;
  bool passed_together(std::size_t earlier, std::size_t later) const;

  const Trees& trees_;
  std::unordered_map<std::string_view, std::vector<TreeId>> passed_;       // by change, sorted
  std::unordered_map<std::string_view, std::vector<std::size_t>> places_;  // by what is touched there
  std::unordered_map<std::string_view, std::size_t> landed_at_;            // that stayed
  std::vector<std::size_t> unknown_;                                       // that may touch all
};

}  // namespace reeve::queue
