#include "queue/red.h"

#include <map>

#include "queue/evidence.h"

namespace reeve::queue {

RedPart red_part(const Trees& trees, int runs) {
  const TreeId known = newest_known(trees);
  const std::vector<Change>& line = trees.state().line;
  RedPart part{trees[known].place + 1, line.size() + 1};
  int failures = 0;
  for (TreeId place = trees.newest(); place > known; --place) {
    const TreeFacts& facts = trees[place];
    if (facts.failed > 0 && facts.passed == 0) failures += facts.failed;
    const bool is_mended = line[facts.place - 1].kind != ChangeKind::candidate;
    if (!is_mended || failures >= runs) continue;
    part.end = facts.place;
    failures = 0;
  }
  if (failures < runs) part.end = part.begin;
  return part;
}

TimePoint red_since(const State& state, int runs) {
  struct Place {
    int failed = 0;
    bool passed = false;
    TimePoint first{};
  };
  std::map<std::size_t, Place> places;
  std::size_t green = state.has_green ? state.green : 0;
  for (const Result& result : state.results) {
    const Tree tree = normalized(result.build.tree, state.line);
    if (!tree.changes.empty()) continue;
    Place& place = places[tree.position];
    if (result.outcome == Outcome::pass) {
      place.passed = true;
      green = std::max(green, tree.position);
    } else if (place.failed++ == 0) {
      place.first = result.ended;
    }
  }
  int failed = 0;
  TimePoint first{};
  for (auto place = places.upper_bound(green); place != places.end(); ++place) {
    if (place->second.passed) continue;
    failed += place->second.failed;
    if (first == TimePoint{} || place->second.first < first) first = place->second.first;
  }
  return failed >= runs ? first : TimePoint{};
}

}  // namespace reeve::queue
