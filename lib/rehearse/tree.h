// A tree of planners and tasks that is made up from a few numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "rehearse/scenario.h"

namespace reeve::rehearse {

struct TreeShape {
  std::size_t levels = 2;
  std::size_t plans = 3;
  std::size_t tasks = 30;
  std::size_t cycles = 1;
  double after = 0.3;
  double shared = 0.1;
};

// The same for the same seed. Planners of the last level share the tasks out evenly; every file of a
// planner's part lies in a folder of its own.
std::vector<Node> make_tree(const TreeShape& shape, std::uint64_t seed);

}  // namespace reeve::rehearse
