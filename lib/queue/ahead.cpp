#include "queue/ahead.h"

#include <algorithm>
#include <unordered_set>

#include "queue/apart.h"
#include "queue/evidence.h"
#include "queue/lanes.h"
#include "queue/suspicion.h"

namespace reeve::queue {

Ahead::Ahead(Trees& trees, TreeId chain) : trees_(trees), newest_(trees.newest()), state_(trees.state()) {
  land(trees.changes(chain));
}

void Ahead::land(const std::vector<ChangeId>& changes) {
  std::unordered_set<std::string_view> landed;
  for (const ChangeId change : changes) {
    const Candidate& candidate = trees_.candidate(change);
    state_.line.push_back({ChangeKind::candidate, candidate.id, {}, candidate.touches});
    landed.insert(candidate.id);
    newest_ = trees_.with(newest_, change);
  }
  std::erase_if(state_.waiting, [&](const Candidate& candidate) { return landed.contains(candidate.id); });
}

std::vector<ChangeId> Ahead::ready(int runs) const {
  const Trees ahead(state_);
  const std::vector<Evidence> evidence = evidence_of(ahead, runs);
  std::vector<ChangeId> sound;
  for (ChangeId change = 0; change < evidence.size(); ++change) {
    if (evidence[change].passed && evidence[change].suspects == 0) sound.push_back(change);
  }
  std::vector<ChangeId> ready;
  for (const ChangeId change : Apart(ahead).may_land(sound)) {
    const ChangeId candidate = *trees_.find(ahead.name(change));
    if (!would_conflict(trees_, newest_, candidate)) ready.push_back(candidate);
  }
  return ready;
}

void Ahead::test(const Settings& settings, TimePoint now, Step& step) {
  leave_out_conflicts();
  Trees ahead(state_);
  const std::size_t first = step.start.size();
  start_lanes(ahead, settings, now, step);
  for (std::size_t i = first; i < step.start.size(); ++i) tell_from_line(step.start[i].tree);
}

// They wait until what they cannot be merged onto has landed, or has not.
void Ahead::leave_out_conflicts() {
  std::erase_if(state_.waiting, [&](const Candidate& candidate) {
    return would_conflict(trees_, newest_, *trees_.find(candidate.id));
  });
}

void Ahead::tell_from_line(Tree& tree) const {
  const std::size_t newest = trees_.state().line.size();
  if (tree.position <= newest) return;
  std::vector<std::string> changes;
  for (std::size_t place = newest; place < tree.position; ++place) changes.push_back(state_.line[place].id);
  changes.insert(changes.end(), tree.changes.begin(), tree.changes.end());
  tree = {newest, std::move(changes)};
}

}  // namespace reeve::queue
