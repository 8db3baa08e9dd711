#include "judge/chain.h"

#include <algorithm>

#include "judge/squash.h"
#include "queue/queue.h"

namespace reeve {

void tell_anew(TaskStore& store, Chain& chain) {
  const git::Repository& repository = store.hub().objects();
  git::Oid parent = chain.base;
  for (Link& link : chain.links) {
    link.commit = squash(store, link.task, repository.tree_of(link.commit), parent);
    parent = link.commit;
  }
}

void sort_by_turn(std::vector<TaskRecord>& candidates) {
  const auto turn = [](const TaskRecord& task) {
    return std::pair(task.state.phase_since - task.state.spec.priority * queue::priority_step, task.id());
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const TaskRecord& a, const TaskRecord& b) { return turn(a) < turn(b); });
}

}  // namespace reeve
