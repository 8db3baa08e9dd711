// Which tasks of a plan wait for each other in a circle.
#pragma once

#include <cstddef>
#include <vector>

namespace reeve {

// `after[i]` are the tasks that task i waits for. Each cycle is a list of tasks, each of which waits for the
// next one and the last for the first, begun at its smallest; no cycle is there twice. There may be
// exponentially many, so these are the ones that a depth-first walk closes: no cycle is left once each of
// them is broken. At most `limit` are given. A task that waits for itself is a cycle of one.
std::vector<std::vector<std::size_t>> find_cycles(const std::vector<std::vector<std::size_t>>& after,
                                                  std::size_t limit);

}  // namespace reeve
