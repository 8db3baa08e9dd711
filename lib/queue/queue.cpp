#include "queue/queue.h"

#include <algorithm>
#include <utility>

namespace reeve::queue {

namespace {

bool is_landing_of(const Change& change, const std::string& candidate) {
  return change.kind == ChangeKind::candidate && change.id == candidate;
}

}  // namespace

void sort_by_turn(std::vector<Candidate>& candidates) {
  const auto turn = [](const Candidate& candidate) {
    return std::pair<TimePoint, const std::string&>(candidate.since - candidate.priority * priority_step,
                                                    candidate.id);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return turn(a) < turn(b); });
}

bool can_interact(const std::set<std::string>& a, const std::set<std::string>& b) {
  if (a.empty() || b.empty()) return true;
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() && right != b.end()) {
    const int order = left->compare(*right);
    if (order == 0) return true;
    if (order < 0) {
      ++left;
    } else {
      ++right;
    }
  }
  return false;
}

bool can_interact(const Candidate& a, const Candidate& b) {
  return can_interact(a.touches, b.touches);
}

Tree normalized(const Tree& tree, const std::vector<Change>& line) {
  std::size_t landed = 0;
  while (landed < tree.changes.size() && tree.position + landed < line.size() &&
         is_landing_of(line[tree.position + landed], tree.changes[landed])) {
    ++landed;
  }
  const auto first = tree.changes.begin() + static_cast<std::ptrdiff_t>(landed);
  return {tree.position + landed, {first, tree.changes.end()}};
}

Rest rest_of(const Tree& tree, const std::vector<Change>& line) {
  Tree rest = normalized(tree, line);
  if (rest.position != line.size()) return {};
  return {true, std::move(rest.changes)};
}

}  // namespace reeve::queue
